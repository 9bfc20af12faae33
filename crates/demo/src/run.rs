//! Carrying the plan out through the same use cases that an office uses.
//!
//! One thread plans, one writes, one publishes. A community is one transaction: after a crash it is
//! there or not, and the next start goes on with the missing ones.

use std::collections::HashMap;
use std::sync::mpsc::sync_channel;

use mingbai_app::App;
use mingbai_app::act::Cx;
use mingbai_app::book::closing;
use mingbai_app::book::entries;
use mingbai_app::env::{Clock, Random};
use mingbai_app::error::AppError;
use mingbai_app::files::dir::DataDir;
use mingbai_app::files::write::{Durability, sync_all};
use mingbai_app::money::billing;
use mingbai_app::money::payments::{self, NewPayment};
use mingbai_app::ops::refusal::SetupRefusal;
use mingbai_app::ops::setup;
use mingbai_app::register::{self, NewOwner, NewUnit};
use mingbai_app::{DistrictRow, Target};
use mingbai_domain::book::{Answer, Objection};
use mingbai_domain::calendar::UnixMs;
use mingbai_domain::ids::{Slug, UnitId};

use crate::plan::{Action, CommunityPlan, Label, PlannedUnit, Step};
use crate::{COMMUNITIES, DISTRICT, community};

/// What to build.
#[derive(Clone, Debug)]
pub struct Options {
    /// How many communities, 2 to 82.
    pub communities: usize,
    /// The seed.
    pub seed: u64,
    /// Scheme-less host of the public address.
    pub host: String,
}

/// Builds the demo district, or what is missing of it. `progress` is called with the communities
/// that are there and the total.
pub fn build(
    dir: &DataDir,
    target: Option<Target>,
    options: &Options,
    progress: impl Fn(usize, usize) + Sync,
) -> Result<App, AppError> {
    let app = open_or_init(dir, target, options)?;
    let there: Vec<Slug> = app.communities()?.into_iter().map(|row| row.slug).collect();
    let total = options.communities.clamp(1, COMMUNITIES);
    let (plans, planned) = sync_channel(2);
    let (written, to_publish) = sync_channel::<Slug>(COMMUNITIES);
    std::thread::scope(|scope| -> Result<(), AppError> {
        scope.spawn(move || {
            for index in 0..total {
                let Some(plan) = community(options.seed, index, &options.host) else {
                    break;
                };
                if plans.send(plan).is_err() {
                    break; // the writer failed and says why
                }
            }
        });
        let publisher = scope.spawn(|| -> Result<(), AppError> {
            for (done, slug) in (1..).zip(to_publish) {
                app.publish_community(&slug, Durability::Lazy)?;
                progress(done, total);
            }
            app.publish_district(Durability::Lazy).map(drop)
        });
        for plan in planned {
            let slug = plan.slug.clone();
            if !there.contains(&slug) {
                carry_out(&app, plan)?;
            }
            if written.send(slug).is_err() {
                break; // the publisher failed and says why
            }
        }
        drop(written);
        publisher
            .join()
            .unwrap_or(Err(mingbai_app::StoreError::Panicked.into()))
    })?;
    if there.len() < total {
        // Everything was written lazily: one wait for all of it.
        sync_all(app.dir.root())?;
    }
    Ok(app)
}

fn open_or_init(dir: &DataDir, target: Option<Target>, options: &Options) -> Result<App, AppError> {
    let (clock, random) = (Clock::system(), Random::system());
    match App::open(dir.clone(), target.clone(), clock.clone(), random.clone()) {
        Err(AppError::Setup(SetupRefusal::NotInitialised)) => {
            let district = DistrictRow {
                name: DISTRICT.to_owned(),
                name_en: "Yunxi High-tech Zone".to_owned(),
                host: options.host.clone(),
                synthetic: true,
            };
            setup::init(dir.clone(), target, district, clock, random)
        }
        other => other,
    }
}

fn carry_out(app: &App, plan: CommunityPlan) -> Result<(), AppError> {
    for step in &plan.steps {
        if let Action::File(file) = &step.action {
            app.dir
                .put_public(&plan.slug, "files", &file.bytes, Durability::Lazy)?;
            if let Some(original) = &file.original {
                app.dir.put_private(original, Durability::Lazy)?;
            }
        }
    }
    let community = plan.community.clone();
    setup::add_community_with(app, community, move |cx| {
        let units: Vec<NewUnit> = plan.units.iter().map(new_unit).collect();
        cx.now = plan.registered_at;
        let units = register::add_units(cx, &units, plan.registered_for)?;
        let mut run = Run {
            cx,
            units,
            labels: HashMap::new(),
            objections: 0,
        };
        for (number, step) in plan.steps.iter().enumerate() {
            run.step(number, step)?;
        }
        Ok(())
    })
}

fn new_unit(unit: &PlannedUnit) -> NewUnit {
    NewUnit {
        building: unit.building.clone(),
        entrance: unit.entrance.clone(),
        room: unit.room.clone(),
        area: unit.area,
        area_source: unit.area_source.as_str().to_owned(),
        use_: unit.usage.as_str().to_owned(),
        status: unit.status.as_str().to_owned(),
        delivered: unit.delivered,
        owners: unit
            .owners
            .iter()
            .map(|owner| NewOwner {
                name: owner.name.clone(),
                phone: owner.phone.clone(),
                id_number: String::new(),
            })
            .collect(),
        fee_rate: unit.fee_rate,
        parking: unit.parking,
    }
}

/// One community being carried out.
struct Run<'r, 't, 'c> {
    cx: &'r mut Cx<'t, 'c>,
    units: Vec<UnitId>,
    labels: HashMap<Label, u64>,
    objections: u64,
}

impl Run<'_, '_, '_> {
    fn step(&mut self, number: usize, step: &Step) -> Result<(), AppError> {
        let at = step.at;
        self.cx.now = at;
        match &step.action {
            Action::File(_) => {} // stored before the transaction
            Action::Record(record) => {
                self.cx.book.record((**record).clone())?;
            }
            Action::Entry { label, entry } => {
                let seq = entries::post(self.cx, (**entry).clone())?;
                self.labels.insert(*label, seq);
            }
            Action::Reverse { target, reason } => {
                let target = self.number(*target)?;
                entries::reverse(self.cx, target, reason)?;
            }
            Action::Object { entry, due, text } => {
                self.objections += 1;
                let (entry, no) = (self.number(*entry)?, self.objections);
                self.record(Objection {
                    at,
                    due: *due,
                    entry,
                    no,
                    text: text.clone(),
                })?;
            }
            Action::Answer {
                objection,
                by,
                text,
            } => self.record(Answer {
                at,
                by: by.clone(),
                objection: *objection,
                text: text.clone(),
            })?,
            Action::Bill { charge, period } => {
                billing::run(self.cx, *charge, *period)?;
            }
            Action::Pay(_) => self.pay(number, step)?,
            Action::Close => {
                closing::summarise(self.cx)?;
            }
            Action::ClosePeriod(period) => {
                closing::close_period(self.cx, *period)?;
            }
            Action::Settle { fee } => {
                entries::settle(self.cx, entries::Kept::Share(*fee))?;
            }
            Action::Draw {
                agreement,
                through,
                text,
            } => {
                entries::draw_remuneration(self.cx, agreement, *through, text)?;
            }
        }
        Ok(())
    }

    fn record(&mut self, record: impl Into<mingbai_domain::book::Record>) -> Result<(), AppError> {
        self.cx.book.record(record)?;
        Ok(())
    }

    fn number(&self, label: Label) -> Result<u64, AppError> {
        self.labels.get(&label).copied().ok_or_else(|| {
            mingbai_app::StoreError::Inconsistent(format!("no entry {label:?}")).into()
        })
    }

    fn pay(&mut self, number: usize, step: &Step) -> Result<(), AppError> {
        let Action::Pay(planned) = &step.action else {
            return Ok(());
        };
        let payments: Vec<NewPayment> = planned
            .iter()
            .enumerate()
            .map(|(at, payment)| NewPayment {
                key: format!("demo-{number}-{at}"),
                unit: self.units.get(payment.unit).copied().unwrap_or(UnitId(0)),
                item: payment.charge,
                amount: payment.amount,
                channel: payment.channel,
                at: UnixMs(payment.at.0),
            })
            .collect();
        let answers = payments::record_many(self.cx, &payments)?;
        answers.into_iter().try_for_each(|answer| answer.map(drop))
    }
}

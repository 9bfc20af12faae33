//! The rules of all records but entries.

use std::sync::Arc;

use super::entry::{file, words, words_or_empty};
use super::{Disclosed, Fold, SummaryState, Thread};
use crate::book::record::{
    AccountBalance, Agreement, Answer, Budget, BuildingTotal, Community, Contract, Disclosure,
    Handover, Objection, PeriodClosed, Record, Registry, Resolution, Statement, Summary,
};
use crate::book::rule::{Field, NotClosed, Referred, RuleBroken, WrongSummary};
use crate::calendar::Period;
use crate::money::Fen;

impl Fold {
    pub(super) fn accept_other(&mut self, record: &Record) -> Result<(), RuleBroken> {
        match record {
            Record::Community(body) => self.accept_community(body),
            Record::Registry(body) => self.accept_registry(body),
            Record::Agreement(body) => self.accept_agreement(body),
            Record::Budget(body) => self.accept_budget(body),
            Record::Resolution(body) => self.accept_resolution(body),
            Record::Contract(body) => self.accept_contract(body),
            Record::Summary(body) => self.accept_summary(body),
            Record::PeriodClosed(body) => self.accept_closing(body),
            Record::Statement(body) => self.accept_statement(body),
            Record::Disclosure(body) => self.accept_disclosure(body),
            Record::Objection(body) => self.accept_objection(body),
            Record::Answer(body) => self.accept_answer(body),
            Record::FileWithdrawn(body) => {
                words(Field::Reason, &body.reason)?;
                self.withdrawn.insert(body.sha256, body.reason.clone());
                Ok(())
            }
            Record::Handover(body) => self.accept_handover(body),
            // Taken in by the caller.
            Record::Entry(_) | Record::Sealed(_) => Ok(()),
        }
    }

    fn accept_community(&mut self, body: &Community) -> Result<(), RuleBroken> {
        let stays = |before: &Community| {
            before.slug == body.slug
                && before.origin == body.origin
                && before.synthetic == body.synthetic
        };
        if !self.community.as_ref().is_none_or(stays) {
            return Err(RuleBroken::Beginning);
        }
        words(Field::Name, &body.name)?;
        words(Field::Manager, &body.manager)?;
        words_or_empty(Field::NameEn, &body.name_en)?;
        words_or_empty(Field::Centre, &body.centre)?;
        words_or_empty(Field::District, &body.district)?;
        words_or_empty(Field::ResidentsCommittee, &body.residents_committee)?;
        if body.modes.is_empty()
            || body
                .modes
                .windows(2)
                .any(|pair| pair[0].from >= pair[1].from)
        {
            return Err(RuleBroken::Field(Field::Modes));
        }
        self.community = Some(body.clone());
        Ok(())
    }

    fn accept_registry(&mut self, body: &Registry) -> Result<(), RuleBroken> {
        // Wider than the figures, so that no sum of them can overflow.
        let sum = |figure: fn(&BuildingTotal) -> i64| -> i128 {
            body.buildings
                .iter()
                .map(|building| i128::from(figure(building)))
                .sum()
        };
        let counts = sum(|building| building.units) == i128::from(body.units)
            && sum(|building| building.area_c.0) == i128::from(body.area_c.0)
            && body
                .buildings
                .iter()
                .all(|building| building.units >= 0 && building.area_c.0 >= 0);
        if !counts || body.heads > body.units || body.heads < 0 || body.held_by_developer < 0 {
            return Err(RuleBroken::Field(Field::Buildings));
        }
        for building in &body.buildings {
            words(Field::Building, &building.building)?;
            building
                .entrances
                .iter()
                .try_for_each(|entrance| words(Field::Entrance, entrance))?;
        }
        self.registry = Some(body.clone());
        Ok(())
    }

    fn accept_agreement(&mut self, body: &Agreement) -> Result<(), RuleBroken> {
        new_id(
            Referred::Agreement,
            &body.id,
            self.agreements.contains_key(&body.id),
        )?;
        words(Field::Title, &body.title)?;
        body.document.iter().try_for_each(file)?;
        self.known_resolution(body.resolution.as_ref())?;
        body.terms
            .check()
            .map_err(|_| RuleBroken::Field(Field::Terms))?;
        self.agreements.insert(body.id.clone(), body.clone());
        Ok(())
    }

    /// A budget may be amended by a resolution: a later record with the same id.
    fn accept_budget(&mut self, body: &Budget) -> Result<(), RuleBroken> {
        new_id(
            Referred::Budget,
            &body.id,
            self.budgets.contains_key(&body.id) && body.resolution.is_none(),
        )?;
        words(Field::Title, &body.title)?;
        body.document.iter().try_for_each(file)?;
        self.known_resolution(body.resolution.as_ref())?;
        let ascending = body
            .lines
            .windows(2)
            .all(|pair| pair[0].line < pair[1].line);
        if !ascending || body.lines.iter().any(|line| line.amount_fen < Fen::ZERO) {
            return Err(RuleBroken::Field(Field::Lines));
        }
        body.lines
            .iter()
            .try_for_each(|line| words(Field::Name, &line.name))?;
        self.budgets.insert(body.id.clone(), body.clone());
        Ok(())
    }

    fn accept_resolution(&mut self, body: &Resolution) -> Result<(), RuleBroken> {
        new_id(
            Referred::Resolution,
            &body.id,
            self.resolutions.contains_key(&body.id),
        )?;
        words(Field::Title, &body.title)?;
        body.document.iter().try_for_each(file)?;
        let counts = [
            [
                body.area_for_c.0,
                body.area_took_part_c.0,
                body.area_total_c.0,
            ],
            [body.heads_for, body.heads_took_part, body.heads_total],
        ];
        let nested = counts
            .iter()
            .all(|[yes, part, all]| 0 <= *yes && yes <= part && part <= all);
        if !nested || !(1..=9).contains(&body.matter) {
            return Err(RuleBroken::Field(Field::HeadsFor));
        }
        if body.decided > body.at.date() {
            return Err(RuleBroken::Field(Field::Decided));
        }
        self.resolutions.insert(body.id.clone(), body.clone());
        Ok(())
    }

    fn accept_contract(&mut self, body: &Contract) -> Result<(), RuleBroken> {
        new_id(
            Referred::Contract,
            &body.id,
            self.contracts.contains_key(&body.id),
        )?;
        words(Field::Title, &body.title)?;
        body.document.iter().try_for_each(file)?;
        words(Field::Vendor, &body.vendor)?;
        if body.to < body.from {
            return Err(RuleBroken::Field(Field::To));
        }
        self.contracts.insert(body.id.clone(), body.clone());
        Ok(())
    }

    /// A summary counts every sealed item since the last one exactly once; that the lists' files
    /// say the same, the verifier checks against the leaves.
    fn accept_summary(&mut self, body: &Summary) -> Result<(), RuleBroken> {
        let wrong = |why| RuleBroken::Summary { no: body.no, why };
        if usize::try_from(body.no) != Ok(self.summaries.len() + 1) {
            return Err(wrong(WrongSummary::Number));
        }
        if body.from != self.summarised_to || body.to != self.size {
            return Err(wrong(WrongSummary::Range));
        }
        if !body
            .lists
            .windows(2)
            .all(|pair| pair[0].key() < pair[1].key())
        {
            return Err(wrong(WrongSummary::Order));
        }
        let mut rows = 0_u64;
        for list in &body.lists {
            if !list.item.allows(list.fund, list.debit, list.credit) {
                return Err(wrong(WrongSummary::Accounts));
            }
            if list.rows == 0 || list.total_fen <= Fen::ZERO {
                return Err(wrong(WrongSummary::Empty));
            }
            if self.is_closed(list.period) {
                return Err(RuleBroken::PeriodClosed(list.period));
            }
            rows = rows
                .checked_add(list.rows)
                .ok_or(wrong(WrongSummary::TooManyRows))?;
        }
        if rows != self.sealed_since_summary {
            return Err(wrong(WrongSummary::Rows));
        }
        self.post_lists(body)?;
        self.summarised_to = self.size;
        self.sealed_since_summary = 0;
        self.summaries.push(Arc::new(SummaryState {
            index: self.size,
            summary: body.clone(),
        }));
        Ok(())
    }

    fn post_lists(&mut self, body: &Summary) -> Result<(), RuleBroken> {
        let (mut balances, mut bases) = (self.balances.clone(), self.bases.clone());
        for list in &body.lists {
            balances.post(&list.postings())?;
            bases.post(list.period, &list.postings())?;
        }
        let lists = body.lists.iter();
        let moved = self.moved(lists.flat_map(|list| list.postings().map(|p| (list.period, p))))?;
        self.movements.extend(moved);
        (self.balances, self.bases) = (balances, bases);
        Ok(())
    }

    /// Every balance as the closing record states it: by fund and account, zero ones included.
    pub fn account_balances(&self) -> Vec<AccountBalance> {
        self.balances
            .iter()
            .map(|(fund, account, balance_fen)| AccountBalance {
                account,
                balance_fen,
                fund,
            })
            .collect()
    }

    fn accept_closing(&mut self, body: &PeriodClosed) -> Result<(), RuleBroken> {
        let wrong = |why| RuleBroken::Closing {
            period: body.period,
            why,
        };
        if body.at.date() <= body.period.last_day() {
            return Err(wrong(NotClosed::NotEnded));
        }
        let last = self.closed.keys().next_back();
        if last.is_some_and(|last| last.next() != body.period) {
            return Err(wrong(NotClosed::OutOfTurn));
        }
        if self.sealed_since_summary != 0 {
            return Err(wrong(NotClosed::NotSummarised));
        }
        if body.balances != self.account_balances() {
            return Err(wrong(NotClosed::Balances));
        }
        self.closed.insert(body.period, self.size);
        Ok(())
    }

    /// Whether a month is closed; months before the first closing count as closed, too.
    pub fn is_closed(&self, period: Period) -> bool {
        self.closed
            .keys()
            .next_back()
            .is_some_and(|last| period <= *last)
    }

    fn accept_statement(&mut self, body: &Statement) -> Result<(), RuleBroken> {
        words(Field::Title, &body.title)?;
        body.lines
            .iter()
            .try_for_each(|line| words(Field::Text, &line.text))?;
        if body.to < body.from {
            return Err(RuleBroken::Field(Field::To));
        }
        self.statements.push((self.size, body.clone()));
        Ok(())
    }

    fn accept_disclosure(&mut self, body: &Disclosure) -> Result<(), RuleBroken> {
        words(Field::Item, &body.item)?;
        body.document.iter().try_for_each(file)?;
        if body.to < body.from {
            return Err(RuleBroken::Field(Field::To));
        }
        self.disclosures.push(Disclosed {
            index: self.size,
            disclosure: body.clone(),
        });
        Ok(())
    }

    fn accept_objection(&mut self, body: &Objection) -> Result<(), RuleBroken> {
        if usize::try_from(body.no) != Ok(self.threads.len() + 1) {
            return Err(RuleBroken::Field(Field::No));
        }
        if self.entry(body.entry).is_none() {
            return Err(RuleBroken::Dangling {
                what: Referred::Entry,
                id: body.entry.to_string(),
            });
        }
        words(Field::Text, &body.text)?;
        let thread = Thread {
            index: self.size,
            objection: body.clone(),
            answers: Vec::new(),
        };
        self.threads.push(thread);
        Ok(())
    }

    fn accept_answer(&mut self, body: &Answer) -> Result<(), RuleBroken> {
        words(Field::Text, &body.text)?;
        words(Field::By, &body.by)?;
        let thread = self
            .threads
            .iter_mut()
            .find(|t| t.objection.no == body.objection);
        let dangling = || RuleBroken::Dangling {
            what: Referred::Objection,
            id: body.objection.to_string(),
        };
        thread.ok_or_else(dangling)?.answers.push(body.clone());
        Ok(())
    }

    fn accept_handover(&mut self, body: &Handover) -> Result<(), RuleBroken> {
        words(Field::Successor, &body.successor)?;
        if body.vkey.len() > 500 || !body.vkey.contains('+') {
            return Err(RuleBroken::Field(Field::Vkey));
        }
        self.handovers.push((self.size, body.clone()));
        Ok(())
    }

    fn known_resolution(&self, id: Option<&String>) -> Result<(), RuleBroken> {
        match id {
            Some(id) if !self.resolutions.contains_key(id) => Err(RuleBroken::Dangling {
                what: Referred::Resolution,
                id: id.clone(),
            }),
            _ => Ok(()),
        }
    }
}

fn new_id(what: Referred, id: &str, taken: bool) -> Result<(), RuleBroken> {
    let plain = id
        .chars()
        .all(|c| c.is_alphanumeric() || matches!(c, '-' | '.' | '_'));
    if id.is_empty() || id.len() > 80 || !plain {
        return Err(RuleBroken::Field(Field::Id));
    }
    if taken {
        Err(RuleBroken::Repeated {
            what,
            id: id.to_owned(),
        })
    } else {
        Ok(())
    }
}

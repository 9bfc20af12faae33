//! Communities, their balances and their movements.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use mingbai_app::book::books::Front;
use mingbai_domain::ids::Slug;
use serde::Serialize;
use utoipa::ToSchema;

use mingbai_ui::fault::Fault;
use mingbai_ui::problem::Problem;
use mingbai_ui::site::Site;

/// One community.
#[derive(Debug, Serialize, ToSchema)]
pub struct CommunityItem {
    /// Name in addresses.
    pub slug: String,
    /// Name.
    pub name: String,
    /// English name, may be empty.
    pub name_en: String,
    /// `commercial` or `resettlement`.
    pub kind: String,
    /// `lump_sum`, `remuneration`, `trust` or `self_managed`; null before the first mode begins.
    pub mode: Option<String>,
    /// District.
    pub district: String,
    /// Centre, may be empty.
    pub centre: String,
    /// Who manages it.
    pub manager: String,
    /// Whether everything about it is invented.
    pub synthetic: bool,
    /// Origin of its log.
    pub origin: String,
    /// Records in its book.
    pub records: u64,
    /// Records that the latest signed checkpoint covers.
    pub signed_records: u64,
    /// Time of the latest record.
    pub updated_at: String,
    /// All money at hand.
    #[schema(value_type = i64)]
    pub at_hand_fen: i128,
    /// Property fees and common income at hand (funds SVC and COM): what daily life is paid from.
    #[schema(value_type = i64)]
    pub usable_fen: i128,
    /// What these two funds owe others, fees paid ahead not counted.
    #[schema(value_type = i64)]
    pub owed_fen: i128,
    /// The maintenance fund's money (SMF).
    #[schema(value_type = i64)]
    pub maintenance_fen: i128,
    /// Deposits and what is collected for others (AGY).
    #[schema(value_type = i64)]
    pub held_for_others_fen: i128,
    /// Reserves and subsidies, each for one purpose (RES, SUB).
    #[schema(value_type = i64)]
    pub reserved_fen: i128,
    /// What was paid ahead to these two funds: owed in service, not in money.
    #[schema(value_type = i64)]
    pub paid_ahead_fen: i128,
    /// Month of the figures below: the current one, or the latest with any.
    pub month: String,
    /// Income of that month in all funds but the maintenance fund, which has no income account.
    #[schema(value_type = i64)]
    pub income_fen: i128,
    /// Expense of that month in all funds but the maintenance fund: see `maintenance_expense_fen`.
    #[schema(value_type = i64)]
    pub expense_fen: i128,
    /// Income of that month in the two funds of `usable_fen`.
    #[schema(value_type = i64)]
    pub usable_income_fen: i128,
    /// Expense of that month in the two funds of `usable_fen`.
    #[schema(value_type = i64)]
    pub usable_expense_fen: i128,
    /// What was drawn on the maintenance fund in that month (entries of kind `smf_draw`, less what
    /// was taken back): not in `expense_fen`.
    #[schema(value_type = i64)]
    pub maintenance_expense_fen: i128,
    /// Entries of it.
    pub maintenance_draws: usize,
    /// Publications that are overdue today.
    pub overdue: usize,
}

/// The balance of one account.
#[derive(Debug, Serialize, ToSchema)]
pub struct BalanceItem {
    /// Fund, such as `SVC`.
    pub fund: String,
    /// Account, such as `1002`.
    pub account: String,
    /// Balance; debit is positive.
    pub balance_fen: i64,
}

/// What moved on an income or expense account in a month.
#[derive(Debug, Serialize, ToSchema)]
pub struct MovementItem {
    /// Month, such as `2026-09`.
    pub period: String,
    /// Fund.
    pub fund: String,
    /// Account.
    pub account: String,
    /// Movement; debit is positive, so income is negative.
    pub amount_fen: i64,
}

/// All communities, by address name.
#[utoipa::path(get, path = "/api/v1/communities", responses((status = 200, body = Vec<CommunityItem>)))]
pub async fn list(State(site): State<Arc<Site>>) -> Json<Vec<CommunityItem>> {
    let books = site.books.all();
    Json(
        books
            .iter()
            .filter_map(|(slug, front)| item(&site, slug, front))
            .collect(),
    )
}

/// One community.
#[utoipa::path(
    get,
    path = "/api/v1/communities/{slug}",
    params(("slug" = String, Path)),
    responses((status = 200, body = CommunityItem), (status = 404, body = Problem))
)]
pub async fn one(
    State(site): State<Arc<Site>>,
    Path(slug): Path<String>,
) -> Result<Json<CommunityItem>, Fault> {
    let (slug, front) = site.front(&slug)?;
    item(&site, &slug, &front)
        .map(Json)
        .ok_or_else(Fault::no_community)
}

/// Balances of all accounts that were ever posted to, by fund and account.
#[utoipa::path(
    get,
    path = "/api/v1/communities/{slug}/balances",
    params(("slug" = String, Path)),
    responses((status = 200, body = Vec<BalanceItem>), (status = 404, body = Problem))
)]
pub async fn balances(
    State(site): State<Arc<Site>>,
    Path(slug): Path<String>,
) -> Result<Json<Vec<BalanceItem>>, Fault> {
    let place = site.place(&slug).await?;
    let balances = place
        .book
        .fold
        .balances()
        .iter()
        .map(|(fund, account, balance)| BalanceItem {
            fund: fund.to_string(),
            account: account.to_string(),
            balance_fen: balance.0,
        });
    Ok(Json(balances.collect()))
}

/// Movements of income and expense accounts, by month, fund and account. The maintenance fund has no
/// such accounts: what is drawn on it is in the entries of kind `smf_draw`.
#[utoipa::path(
    get,
    path = "/api/v1/communities/{slug}/movements",
    params(("slug" = String, Path)),
    responses((status = 200, body = Vec<MovementItem>), (status = 404, body = Problem))
)]
pub async fn movements(
    State(site): State<Arc<Site>>,
    Path(slug): Path<String>,
) -> Result<Json<Vec<MovementItem>>, Fault> {
    let place = site.place(&slug).await?;
    let movements = place
        .book
        .fold
        .movements()
        .iter()
        .map(|((period, fund, account), amount)| MovementItem {
            period: period.to_string(),
            fund: fund.to_string(),
            account: account.to_string(),
            amount_fen: amount.0,
        });
    Ok(Json(movements.collect()))
}

fn item(site: &Site, slug: &Slug, front: &Front) -> Option<CommunityItem> {
    let (card, now) = (&front.card, site.now());
    let community = card.community.as_ref()?;
    let sums = site.sums.of(slug, card, now.date());
    Some(CommunityItem {
        slug: slug.to_string(),
        name: community.name.clone(),
        name_en: community.name_en.clone(),
        kind: community.kind.to_string(),
        mode: card.mode_on(now.date()).map(|mode| mode.to_string()),
        district: community.district.clone(),
        centre: community.centre.clone(),
        manager: community.manager.clone(),
        synthetic: community.synthetic,
        origin: community.origin.clone(),
        records: card.size,
        signed_records: front
            .checkpoint
            .as_ref()
            .map_or(0, |checkpoint| checkpoint.size),
        updated_at: card.last_at.rfc3339(),
        at_hand_fen: sums.purse.total(),
        usable_fen: sums.purse.usable,
        owed_fen: sums.purse.owed,
        maintenance_fen: sums.purse.maintenance,
        held_for_others_fen: sums.purse.held,
        reserved_fen: sums.purse.reserved,
        paid_ahead_fen: sums.purse.ahead,
        month: sums.month.to_string(),
        income_fen: sums.income,
        expense_fen: sums.expense,
        usable_income_fen: sums.daily.0,
        usable_expense_fen: sums.daily.1,
        maintenance_expense_fen: sums.draws.fen,
        maintenance_draws: sums.draws.rows,
        overdue: sums.overdue,
    })
}

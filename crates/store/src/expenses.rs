//! Expenses on their way from draft to payment. Approved ones are pending: they reserve their
//! budget line until they are paid (posted) or given up (void), once.

use mingbai_domain::approvals::ExpenseState;
use mingbai_domain::ids::{CommunityId, ExpenseId};
use mingbai_domain::money::Fen;

use crate::{Row, StoreError, Tx};

/// An expense as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpenseRow {
    /// Id.
    pub id: ExpenseId,
    /// How far it has come.
    pub state: ExpenseState,
    /// The budget line: budget id and number.
    pub budget: Option<(String, i64)>,
    /// Amount.
    pub amount: Fen,
    /// The entry as it will be published, as JSON.
    pub body: String,
}

fn read(row: &Row<'_>) -> Result<ExpenseRow, StoreError> {
    let budget = match (row.text_opt(2)?, row.int_opt(3)?) {
        (Some(budget), Some(line)) => Some((budget, line)),
        (None, None) => None,
        _ => return Err(StoreError::Inconsistent("half a budget line".to_owned())),
    };
    Ok(ExpenseRow {
        id: ExpenseId(row.int(0)?),
        state: row.parse(1)?,
        budget,
        amount: row.fen(4)?,
        body: row.text(5)?,
    })
}

/// One expense.
pub fn find(
    tx: &mut Tx<'_>,
    community: CommunityId,
    id: ExpenseId,
) -> Result<Option<ExpenseRow>, StoreError> {
    tx.find(
        "SELECT expense_id, state, budget, budget_line, amount_fen, body FROM expense \
         WHERE community_id = $1 AND expense_id = $2",
        &[community.0.into(), id.0.into()],
        read,
    )
}

/// All expenses in a state, oldest first.
pub fn list(
    tx: &mut Tx<'_>,
    community: CommunityId,
    state: ExpenseState,
) -> Result<Vec<ExpenseRow>, StoreError> {
    tx.list(
        "SELECT expense_id, state, budget, budget_line, amount_fen, body FROM expense \
         WHERE community_id = $1 AND state = $2 ORDER BY expense_id",
        &[community.0.into(), state.as_str().into()],
        read,
    )
}

/// Adds a draft.
pub fn insert(tx: &mut Tx<'_>, community: CommunityId, row: &ExpenseRow) -> Result<(), StoreError> {
    let budget = row.budget.as_ref();
    tx.execute(
        "INSERT INTO expense \
         (community_id, expense_id, state, budget, budget_line, amount_fen, body) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        &[
            community.0.into(),
            row.id.0.into(),
            row.state.as_str().into(),
            budget.map(|(budget, _)| budget).into(),
            budget.map(|(_, line)| *line).into(),
            row.amount.into(),
            (&row.body).into(),
        ],
    )?;
    Ok(())
}

/// Moves an expense from one state to the next, with what it now says.
pub fn mark(
    tx: &mut Tx<'_>,
    community: CommunityId,
    id: ExpenseId,
    from: ExpenseState,
    to: ExpenseState,
    body: &str,
) -> Result<(), StoreError> {
    tx.execute_one(
        "move an expense to its next state",
        "UPDATE expense SET state = $4, body = $5 \
         WHERE community_id = $1 AND expense_id = $2 AND state = $3",
        &[
            community.0.into(),
            id.0.into(),
            from.as_str().into(),
            to.as_str().into(),
            body.into(),
        ],
    )
}

/// What pending expenses reserve of a budget line.
pub fn pending_on(
    tx: &mut Tx<'_>,
    community: CommunityId,
    budget: &str,
    line: i64,
) -> Result<Fen, StoreError> {
    tx.get(
        "a sum",
        "SELECT CAST(COALESCE(SUM(amount_fen), 0) AS BIGINT) FROM expense \
         WHERE community_id = $1 AND state = 'pending' AND budget = $2 AND budget_line = $3",
        &[community.0.into(), budget.into(), line.into()],
        |row| row.fen(0),
    )
}

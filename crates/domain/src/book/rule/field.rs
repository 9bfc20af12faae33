//! Fields that a rule speaks of, by their names in the records.

named! {
    /// A field of a record.
    pub enum Field {
        /// `amount_fen`.
        AmountFen = "amount_fen",
        /// `bank_ref`.
        BankRef = "bank_ref",
        /// `building`.
        Building = "building",
        /// `buildings`.
        Buildings = "buildings",
        /// `by`.
        By = "by",
        /// `centre`.
        Centre = "centre",
        /// `decided`.
        Decided = "decided",
        /// `district`.
        District = "district",
        /// `entrance`.
        Entrance = "entrance",
        /// `heads_for`.
        HeadsFor = "heads_for",
        /// `id`.
        Id = "id",
        /// `item`.
        Item = "item",
        /// `lines`.
        Lines = "lines",
        /// `manager`.
        Manager = "manager",
        /// `media`.
        Media = "media",
        /// `modes`.
        Modes = "modes",
        /// `name`.
        Name = "name",
        /// `name_en`.
        NameEn = "name_en",
        /// `no`.
        No = "no",
        /// `note`.
        Note = "note",
        /// `number`.
        Number = "number",
        /// `payee`.
        Payee = "payee",
        /// `reason`.
        Reason = "reason",
        /// `residents_committee`.
        ResidentsCommittee = "residents_committee",
        /// `scope`.
        Scope = "scope",
        /// `sheet`.
        Sheet = "sheet",
        /// `successor`.
        Successor = "successor",
        /// `terms`.
        Terms = "terms",
        /// `text`.
        Text = "text",
        /// `title`.
        Title = "title",
        /// `to`.
        To = "to",
        /// `vendor`.
        Vendor = "vendor",
        /// `vkey`.
        Vkey = "vkey",
    }
}

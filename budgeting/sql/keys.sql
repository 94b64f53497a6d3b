-- A line and its framework belong to one proposal; a citation's programme is its action's.
ALTER TABLE budgeting_spendingline ADD CONSTRAINT spendingline_of_framework
    FOREIGN KEY (framework_id, proposal_id)
    REFERENCES budgeting_policyframework (id, proposal_id);
ALTER TABLE budgeting_citation ADD CONSTRAINT citation_of_action
    FOREIGN KEY (action_id, programme_id)
    REFERENCES programme_action (id, programme_id);

"""Words every other room uses: texts, issues, outcomes, parameters, names of rules and goals."""

"""What people see of a plan: the report, workbook and calendars."""

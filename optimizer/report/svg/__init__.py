"""Pictures of the report, drawn as SVG text: no script, no network."""

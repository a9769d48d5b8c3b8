"""The rota as wards have it: people × dates with codes, on a sheet, as a file, a message or a picture."""

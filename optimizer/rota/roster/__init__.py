"""The engine of the rota: lines of shifts for many people, by columns with prices, dives and neighbourhoods."""

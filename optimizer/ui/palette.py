"""Every colour of the screen, by what it says; what is told apart by colour is told apart by the colour-blind too.

Charts are drawn on paper of one colour in the light and in the dark theme, and cells that are coloured carry their own ground,
so that every pair below stands on the screen as it is measured (``tests/ui/test_palette.py``).
"""

from __future__ import annotations

from collections.abc import Mapping

PAPER = "#F7F9FA"  # the ground of charts, in either theme
LAND = "#EEF2F4"
BORDER = "#A9B6BF"
INK = "#1B2A33"
FAINT_INK = "#55636D"

TEAL = "#1F7A8C"
ORANGE = "#B45F06"
PURPLE = "#5E2A84"
SLATE = "#39434A"
FLOW = "#3D6E99"

LOW, MIDDLE, HIGH = "#2E8B7A", "#B98000", "#A8201A"  # how full
BETTER, WORSE, WHOLE = "#1B9E77", "#B45F06", "#44546A"  # bars of a waterfall
DUTY, OBSERVATION, REST, STANDBY = "#1F7A8C", "#E0A030", "#86AE78", "#E3E8EB"
COVERED, LITTLE_SHORT, SHORT, IDLE = "#DCEBE6", "#F2BE92", "#C8452F", "#F3F5F7"

GOOD_CELL = "background-color: #E6F4EE; color: #17694C; font-weight: 600"
BAD_CELL = "background-color: #FBEAE7; color: #9E2F1E; font-weight: 600"

LIGHT: Mapping[str, str] = {
    "primaryColor": "#196B7B",
    "backgroundColor": "#FFFFFF",
    "secondaryBackgroundColor": "#F2F5F7",
    "textColor": INK,
}
DARK_BUTTON_INK = "#0B1317"  # the library writes white on buttons, which the dark theme's primary colour does not bear
DARK: Mapping[str, str] = {
    "primaryColor": "#4FB3C6",
    "backgroundColor": "#12191E",
    "secondaryBackgroundColor": "#1C262D",
    "textColor": "#E6EDF1",
    "linkColor": "#6FC3D3",
}

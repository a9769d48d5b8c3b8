"""`streamlit run app.py` from a checkout: the same app that `hospital-optimizer app` starts from the package."""

from optimizer.ui.frame import run_app

run_app()

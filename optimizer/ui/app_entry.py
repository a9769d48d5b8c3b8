"""The script that Streamlit runs: ``hospital-optimizer app`` starts it from the installed package."""

from optimizer.ui.frame import run_app

if __name__ == "__main__":
    run_app()

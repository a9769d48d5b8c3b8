"""One file per page; Streamlit runs each as a script.

A folder named ``pages`` beside the entry file would switch on Streamlit's own navigation for whoever opens a deep link first.
"""

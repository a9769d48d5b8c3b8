@echo off
rem Finds a Python that suits and lets install.py do the rest:  install.cmd FOLDER
setlocal
for %%V in (3.14 3.13 3.12 3.11) do (
    py -%%V -I "%~dp0install.py" --suits >nul 2>nul && set "SUITS=py -%%V" && goto found
)
python -I "%~dp0install.py" --suits >nul 2>nul && set "SUITS=python" && goto found
echo No suitable Python found. Needed: 64-bit CPython of a version named in bundle.json.
python -I "%~dp0install.py" --suits
exit /b 3
:found
%SUITS% -I "%~dp0install.py" %*
exit /b %ERRORLEVEL%

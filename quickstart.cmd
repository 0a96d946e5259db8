@echo off
rem Runs quickstart.ps1 beside it, which Windows' own settings may forbid; arguments and exit code are passed on.
setlocal
set "shell=powershell.exe"
for %%p in (pwsh.exe) do if not "%%~$PATH:p" == "" set "shell=pwsh.exe"
%shell% -NoProfile -ExecutionPolicy Bypass -File "%~dp0quickstart.ps1" %*
exit /b %ERRORLEVEL%

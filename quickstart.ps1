# Builds examples/QuickStart and runs it: .\quickstart.ps1 [--backbone FOLDER] [--data FILE.tsv] [--json FILE]
# Works from any folder; relative paths are taken from where you stand. If Windows does not let you run scripts, quickstart.cmd does it.
. (Join-Path $PSScriptRoot 'eng/common.ps1')
$arguments = @(Get-ScriptArguments $PSCommandPath $args)

& (Join-Path $root 'eng/native-dependencies.ps1')
if ($LASTEXITCODE -ne 0) {
    exit $LASTEXITCODE
}

$program = Join-Path $root 'artifacts/bin/QuickStart/release/QuickStart.dll'
$download = if ($onWindows) { 80 } else { 130 }
if (Test-Path -LiteralPath $program) {
    'Building examples/QuickStart ...'
}
else {
    "Building examples/QuickStart (the first time takes a few minutes: libtorch is a download of about $download MB) ..."
}

$output = @(Invoke-Build examples/QuickStart --configuration Release)
if ($LASTEXITCODE -ne 0) {
    Write-StandardError $output
    exit 1
}

& dotnet $program @arguments
exit $LASTEXITCODE

# What the PowerShell scripts share; they dot-source it. Windows PowerShell 5.1 runs them as well as PowerShell 7: ASCII only, and nothing that 5.1 lacks.
Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

$root = Split-Path -Parent $PSScriptRoot

# $IsWindows does not exist in Windows PowerShell.
$onWindows = [Environment]::OSVersion.Platform -eq 'Win32NT'

$dotnetSettings = @{
    DOTNET_CLI_TELEMETRY_OPTOUT         = '1'
    DOTNET_NOLOGO                       = '1'
    DOTNET_GENERATE_ASPNET_CERTIFICATE  = 'false'
    DOTNET_CLI_UI_LANGUAGE              = 'en'
}

# Runs dotnet in the repository's folder, so that its global.json counts, and hands on all that it says, line by line. $LASTEXITCODE is its exit code.
# Arguments with a colon must be quoted: PowerShell would take them apart.
function Invoke-Dotnet {
    $kept = @{}
    foreach ($name in $dotnetSettings.Keys) {
        $kept[$name] = [Environment]::GetEnvironmentVariable($name)
        [Environment]::SetEnvironmentVariable($name, $dotnetSettings[$name])
    }

    Push-Location -LiteralPath $root
    try {
        # Windows PowerShell makes an error of each line on standard error, and 'Stop' would end the script there.
        $ErrorActionPreference = 'Continue'
        $null | & dotnet @args 2>&1 | ForEach-Object { "$_" }
    }
    finally {
        Pop-Location
        foreach ($name in $kept.Keys) {
            [Environment]::SetEnvironmentVariable($name, $kept[$name])
        }
    }
}

# Builds a project or solution, and returns what dotnet said.
function Invoke-Build {
    Invoke-Dotnet build @args --verbosity quiet '-consoleLoggerParameters:ErrorsOnly' '-tl:off'
}

function Write-StandardError([string[]] $Lines) {
    foreach ($line in $Lines) {
        [Console]::Error.WriteLine($line)
    }
}

# The arguments of a script as they were typed: Get-ScriptArguments $PSCommandPath $args. PowerShell takes those apart that begin with a dash and have a
# colon, such as --json=C:\file.json.
function Get-ScriptArguments([string] $Script, [object[]] $Parsed) {
    $raw = [Environment]::GetCommandLineArgs()
    $file = [Array]::IndexOf($raw, '-File')
    if ($file -ge 0 -and $file + 1 -lt $raw.Count -and [IO.Path]::GetFullPath($raw[$file + 1]) -eq $Script) {
        return @($raw | Select-Object -Skip ($file + 2))
    }

    # Typed in a session: "-p:X=1" has come as "-p:" and "X=1".
    $begun = ''
    foreach ($argument in $Parsed) {
        if ($begun -eq '' -and "$argument" -match '^-[^:]+:$') {
            $begun = "$argument"
        }
        else {
            "$begun$argument"
            $begun = ''
        }
    }

    if ($begun -ne '') {
        $begun
    }
}

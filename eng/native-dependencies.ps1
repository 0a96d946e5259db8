# Checks what the two commands need of a Windows machine: a .NET 10 SDK, the Visual C++ runtime, short paths and free space. Elsewhere it runs
# eng/native-dependencies.sh. Nothing is installed and nothing is asked.
#
# Exit code 0: all is there. Exit code 3: something is missing, and the last line says what to do.
# NOLA_SYSTEM32=FOLDER makes it look at FOLDER in place of Windows' System32, on any system.
. (Join-Path $PSScriptRoot 'common.ps1')

$cannot = 3
$longestPathBelow = 150 # of what a build writes, with room to grow
$oldestRuntime = [version] '14.40' # libtorch's locks end the process without a word in an older msvcp140.dll
$neededSpace = 2GB

function Stop-Here([string] $Sentence) {
    Write-StandardError $Sentence
    exit $cannot
}

function Confirm-Sdk {
    $page = 'https://dotnet.microsoft.com/download'
    $winget = 'winget install Microsoft.DotNet.SDK.10'
    $command = @(Get-Command dotnet -CommandType Application -ErrorAction SilentlyContinue)
    if ($command.Count -eq 0) {
        Stop-Here "dotnet was not found: install the .NET 10 SDK ($page, or: $winget) and open a new terminal, so that it is on PATH."
    }

    $version = @(Invoke-Dotnet '--version')
    if ($LASTEXITCODE -ne 0 -or $version[-1] -notmatch '^10\.') {
        $installed = @(Invoke-Dotnet '--list-sdks' | ForEach-Object { ($_ -split ' ')[0] }) -join ' '
        if (-not $installed) {
            $installed = 'none'
        }

        Stop-Here "A .NET 10 SDK is needed ($page, or: $winget); $($command[0].Path) has: $installed."
    }
}

# Where the 64-bit libraries of Windows lie; a 32-bit program sees other ones under the name System32.
function Get-SystemFolder {
    if ($env:NOLA_SYSTEM32) {
        return $env:NOLA_SYSTEM32
    }

    if ([Environment]::Is64BitProcess) {
        return [Environment]::SystemDirectory
    }

    return Join-Path $env:windir 'Sysnative'
}

# libtorch's libraries import these files, which Windows itself does not bring.
function Confirm-VisualCppRuntime {
    $platform = 'x64'
    $files = @('msvcp140.dll', 'vcruntime140.dll', 'vcruntime140_1.dll')
    if ("$env:PROCESSOR_ARCHITECTURE $env:PROCESSOR_ARCHITEW6432" -match 'ARM64') {
        $platform = 'arm64'
        $files = @('msvcp140.dll', 'vcruntime140.dll')
    }

    $advice = "install the Microsoft Visual C++ 2015-2022 Redistributable ($platform): winget install Microsoft.VCRedist.2015+.$platform " +
        "(or https://aka.ms/vs/17/release/vc_redist.$platform.exe)"
    $folder = Get-SystemFolder
    $missing = @($files | Where-Object { -not (Test-Path -LiteralPath (Join-Path $folder $_)) })
    if ($missing.Count -gt 0) {
        Stop-Here "libtorch needs the Visual C++ runtime, and '$folder' lacks $($missing -join ', '); $advice."
    }

    $file = (Get-Item -LiteralPath (Join-Path $folder 'msvcp140.dll')).VersionInfo
    $version = [version] "$($file.FileMajorPart).$($file.FileMinorPart)"
    if ($file.FileMajorPart -ne 0 -and $version -lt $oldestRuntime) {
        Stop-Here "libtorch needs the Visual C++ runtime $oldestRuntime or later, and '$folder' has $version; $advice."
    }
}

function Confirm-PathLength {
    $length = $root.Length + 1 + $longestPathBelow
    if ($length -le 259) {
        return
    }

    $enabled = 0
    if ($onWindows) {
        $enabled = [Microsoft.Win32.Registry]::GetValue('HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\FileSystem', 'LongPathsEnabled', 0)
    }

    if ($enabled -ne 1) {
        Stop-Here ("The path of this folder has $($root.Length) characters, with which a build passes Windows' 260: move the folder to a shorter path such as " +
            "C:\nola, or allow long paths, as administrator: reg add HKLM\SYSTEM\CurrentControlSet\Control\FileSystem /v LongPathsEnabled /t REG_DWORD /d 1 /f")
    }
}

# Looks only before the first build: later ones need next to nothing.
function Confirm-Space {
    $packages = $env:NUGET_PACKAGES
    if (-not $packages) {
        $packages = Join-Path ([Environment]::GetFolderPath('UserProfile')) '.nuget/packages'
    }

    $places = @()
    if (-not (Test-Path -Path (Join-Path $packages 'libtorch-cpu-*'))) {
        $places += $packages
    }

    if (-not (Test-Path -LiteralPath (Join-Path $root 'artifacts'))) {
        $places += $root
    }

    foreach ($place in $places) {
        try {
            $name = $place
            if ($onWindows) {
                $name = [IO.Path]::GetPathRoot($place)
            }

            $free = (New-Object IO.DriveInfo $name).AvailableFreeSpace
        }
        catch {
            continue # a share on another machine: its space is not known
        }

        if ($free -lt $neededSpace) {
            $found = ($free / 1GB).ToString('F1', [Globalization.CultureInfo]::InvariantCulture)
            Stop-Here ("Packages and build need 2 GB and the drive of '$place' has $found GB free: make room, or choose another drive " +
                '(NUGET_PACKAGES=FOLDER for the packages, another place of this folder for the build).')
        }
    }
}

if (-not $onWindows -and -not $env:NOLA_SYSTEM32) {
    & (Join-Path $PSScriptRoot 'native-dependencies.sh')
    exit $LASTEXITCODE
}

if (-not [Environment]::Is64BitOperatingSystem) {
    Stop-Here 'libtorch comes for 64-bit Windows only, and this Windows has 32 bits.'
}

Confirm-Sdk
Confirm-VisualCppRuntime
Confirm-PathLength
Confirm-Space
exit 0

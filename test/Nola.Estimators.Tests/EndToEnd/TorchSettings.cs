using System.Collections;
using System.Globalization;
using TorchSharp;

namespace Nola.Estimators.Tests.EndToEnd;

/// <summary>What a thread and a process have set, as one text that can be compared.</summary>
internal static class TorchSettings
{
    public static string Snapshot()
    {
        using torch.Tensor state = torch.get_rng_state();
        string[] variables =
            [.. Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(static pair => $"{pair.Key}={pair.Value}").Order(StringComparer.Ordinal)];
        return string.Join('\n', [
            $"torch threads {torch.get_num_threads()}, between operators {torch.get_num_interop_threads()}",
            $"type {torch.get_default_dtype()}, device {torch.get_default_device()}, gradients {torch.is_grad_enabled()}",
            $"generator {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(state.bytes))}",
            $"culture {CultureInfo.CurrentCulture.Name} {CultureInfo.CurrentUICulture.Name} {CultureInfo.DefaultThreadCurrentCulture?.Name}",
            $"folder {Environment.CurrentDirectory}",
            .. variables,
        ]);
    }
}

using System.Reflection;
using Microsoft.ML.Nola.Adapters.Methods;

namespace Microsoft.ML.Nola.Models;

/// <summary>Finds settings that somebody set and that the chosen method has no use for.</summary>
internal static class UnusedSettings
{
    private static readonly AdapterConfig Defaults = new();

    /// <summary>The settings by name, as an option's path; empty if there are none.</summary>
    public static IReadOnlyList<string> Find(AdapterConfig adapter, NolaTrainingOptions training)
    {
        Method method = Method.Of(adapter.Method);
        List<string> unused = [.. method.UnusedSettings.Where(name => IsSet(adapter, name)).Select(static name => $"Adapter.{name}")];
        if (!method.HasLearningRate && training.LearningRate is not null)
        {
            unused.Add("Training.LearningRate");
        }

        if (!method.HasGradientCheckpointing && training.GradientCheckpointing is not null)
        {
            unused.Add("Training.GradientCheckpointing");
        }

        return unused;
    }

    private static bool IsSet(AdapterConfig config, string name)
    {
        PropertyInfo property = typeof(AdapterConfig).GetProperty(name)!;
        object? value = property.GetValue(config);
        return value is System.Collections.ICollection list ? list.Count > 0 : !Equals(value, property.GetValue(Defaults));
    }
}

using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Nola.Interop;

/// <summary>What an ML.NET environment knows and does not show.</summary>
internal static class Environments
{
    /// <summary>The environment of a catalog. It is never the MLContext, but shares everything with it.</summary>
    public static IHostEnvironment Of(TransformsCatalog catalog) => CatalogUtils.GetEnvironment(catalog);

    /// <inheritdoc cref="Of(TransformsCatalog)"/>
    public static IHostEnvironment Of(MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog) => CatalogUtils.GetEnvironment(catalog);

    /// <summary>The seed that the user gave the MLContext.</summary>
    public static int? Seed(IHostEnvironment environment) => (environment as IHostEnvironmentInternal)?.Seed;

    public static int? GpuDeviceId(IHostEnvironment environment) => (environment as IHostEnvironmentInternal)?.GpuDeviceId;

    /// <summary>Matters only where a GPU is asked for, so the answer for a foreign environment is the harmless one.</summary>
    public static bool FallbackToCpu(IHostEnvironment environment) => (environment as IHostEnvironmentInternal)?.FallbackToCpu ?? true;

    /// <summary>Where the user of the MLContext wants temporary files.</summary>
    public static string TempFilePath(IHostEnvironment environment) => (environment as IHostEnvironmentInternal)?.TempFilePath ?? Path.GetTempPath();

    /// <summary>Whether MLContext.CancelExecution was called.</summary>
    public static bool IsCancelled(IHostEnvironment environment) => (environment as ICancelable)?.IsCanceled ?? false;

    /// <summary>An option that was set on the MLContext. Options are not copied to hosts: ask the environment itself.</summary>
    public static T? GetOption<T>(IHostEnvironment environment, string name)
        where T : class
        => environment is IHostEnvironmentInternal inside && inside.TryGetOption(name, out T value) ? value : null;
}

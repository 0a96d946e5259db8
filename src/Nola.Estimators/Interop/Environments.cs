using System.Runtime.CompilerServices;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Nola.Interop;

/// <summary>What an ML.NET environment knows and does not show.</summary>
internal static class Environments
{
    private static readonly ConditionalWeakTable<ComponentCatalog, NolaEnvironmentOptions> Options = [];

    /// <summary>The environment of a catalog. It is never the MLContext, but shares everything with it.</summary>
    public static IHostEnvironment Of(TransformsCatalog catalog) => CatalogUtils.GetEnvironment(catalog);

    /// <inheritdoc cref="Of(TransformsCatalog)"/>
    public static IHostEnvironment Of(MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog) => CatalogUtils.GetEnvironment(catalog);

    /// <inheritdoc cref="Of(TransformsCatalog)"/>
    public static IHostEnvironment Of(BinaryClassificationCatalog.BinaryClassificationTrainers catalog) => CatalogUtils.GetEnvironment(catalog);

    /// <inheritdoc cref="Of(TransformsCatalog)"/>
    public static IHostEnvironment Of(RegressionCatalog.RegressionTrainers catalog) => CatalogUtils.GetEnvironment(catalog);

    /// <summary>The seed that the user gave the MLContext.</summary>
    public static int? Seed(IHostEnvironment environment) => (environment as IHostEnvironmentInternal)?.Seed;

    public static int? GpuDeviceId(IHostEnvironment environment) => (environment as IHostEnvironmentInternal)?.GpuDeviceId;

    /// <summary>Matters only if a GPU is asked for, so the answer for a foreign environment is the harmless one.</summary>
    public static bool FallbackToCpu(IHostEnvironment environment) => (environment as IHostEnvironmentInternal)?.FallbackToCpu ?? true;

    /// <summary>Where the user of the MLContext wants temporary files.</summary>
    public static string TempFilePath(IHostEnvironment environment) => (environment as IHostEnvironmentInternal)?.TempFilePath ?? Path.GetTempPath();

    /// <summary>Whether MLContext.CancelExecution was called.</summary>
    public static bool IsCancelled(IHostEnvironment environment) => (environment as ICancelable)?.IsCanceled ?? false;

    /// <summary>
    /// Keeps the options of a context. ML.NET's own options stay with the environment that they are set on, and a model that lies in a data loader is loaded
    /// with a host of it; the component catalog is what a context shares with all its hosts.
    /// </summary>
    public static void SetOptions(IHostEnvironment environment, NolaEnvironmentOptions options) => Options.AddOrUpdate(environment.ComponentCatalog, options);

    /// <summary>The options of the context that an environment belongs to; null if none were set.</summary>
    public static NolaEnvironmentOptions? GetOptions(IHostEnvironment environment) =>
        Options.TryGetValue(environment.ComponentCatalog, out NolaEnvironmentOptions? options) ? options : null;
}

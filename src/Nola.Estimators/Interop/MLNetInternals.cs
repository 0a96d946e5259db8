using System.Reflection;

namespace Microsoft.ML.Nola.Interop;

/// <summary>
/// The one list of what this assembly reaches into in ML.NET beside its public names. The guard checks it at first use, and a test checks that the list
/// is whole: a new use of an internal member needs a line here.
/// </summary>
internal static class MLNetInternals
{
    private const BindingFlags Any =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private static readonly Assembly Core = typeof(ICanSaveModel).Assembly;
    private static readonly Assembly Data = typeof(MLContext).Assembly;

    /// <summary>Types and members, as "Type" or "Type.Member"; constructors are ".ctor", the parts are separated by a colon.</summary>
    private static readonly (Assembly Assembly, string Name)[] Used =
    [
        (Core, "Microsoft.ML.LoadableClassAttribute:.ctor"),
        (Core, "Microsoft.ML.SignatureLoadModel"),
        (Core, "Microsoft.ML.VersionInfo:.ctor"),
        (Core, "Microsoft.ML.ModelSaveContext:CheckAtModel"),
        (Core, "Microsoft.ML.ModelSaveContext:SetVersionInfo"),
        (Core, "Microsoft.ML.ModelSaveContext:SaveBinaryStream"),
        (Core, "Microsoft.ML.ModelSaveContext:get_InRepository"),
        (Core, "Microsoft.ML.ModelSaveContext:Writer"),
        (Core, "Microsoft.ML.ModelLoadContext:CheckAtModel"),
        (Core, "Microsoft.ML.ModelLoadContext:TryLoadBinaryStream"),
        (Core, "Microsoft.ML.ModelLoadContext:get_InRepository"),
        (Core, "Microsoft.ML.ModelLoadContext:Directory"),
        (Core, "Microsoft.ML.ModelLoadContext:Reader"),
        (Core, "Microsoft.ML.ModelLoadContext:Repository"),
        (Core, "Microsoft.ML.RepositoryReader"),
        (Core, "Microsoft.ML.RepositoryReader:_entries"),
        (Core, "Microsoft.ML.SchemaShape:Create"),
        (Core, "Microsoft.ML.SchemaShape:TryFindColumn"),
        (Core, "Microsoft.ML.SchemaShape+Column:.ctor"),
        (Core, "Microsoft.ML.Runtime.IHostEnvironmentInternal:get_Seed"),
        (Core, "Microsoft.ML.Runtime.IHostEnvironmentInternal:get_GpuDeviceId"),
        (Core, "Microsoft.ML.Runtime.IHostEnvironmentInternal:get_FallbackToCpu"),
        (Core, "Microsoft.ML.Runtime.IHostEnvironmentInternal:get_TempFilePath"),
        (Core, "Microsoft.ML.Runtime.ICancelable:get_IsCanceled"),
        (Core, "Microsoft.ML.Data.AnnotationUtils:get_ScoreColumnSetIdType"),
        (Core, "Microsoft.ML.Data.AnnotationUtils:GetMaxAnnotationKind"),
        (Data, "Microsoft.ML.Data.IInternalCatalog"),
        (Data, "Microsoft.ML.Data.CatalogUtils:GetEnvironment"),
    ];

    /// <summary>The assemblies whose internals are used.</summary>
    public static IReadOnlyList<Assembly> Assemblies => [Core, Data];

    /// <summary>The names in the list, as "Type" or "Type:Member".</summary>
    public static IEnumerable<string> Names => Used.Select(static used => used.Name);

    /// <summary>The names in the list that this version of ML.NET lacks.</summary>
    public static IReadOnlyList<string> FindMissing() => [.. Used.Where(static used => !Exists(used.Assembly, used.Name)).Select(static used => used.Name)];

    private static bool Exists(Assembly assembly, string name)
    {
        string[] parts = name.Split(':');
        Type? type = assembly.GetType(parts[0]);
        return type is not null && (parts.Length == 1 || type.GetMember(parts[1], Any).Length > 0);
    }
}

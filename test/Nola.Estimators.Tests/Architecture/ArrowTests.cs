using ArchUnitNET.Domain;
using ArchUnitNET.Domain.Extensions;
using ArchUnitNET.Loader;
using Microsoft.ML;
using Microsoft.ML.Nola;

namespace Nola.Estimators.Tests.Architecture;

/// <summary>Holds the arrows between the rooms: a room may know those it stands on, never those that stand on it. A room is a folder, so a namespace.</summary>
[TestClass]
public sealed class ArrowTests
{
    private const string Root = "Microsoft.ML.Nola";

    private static readonly System.Reflection.Assembly Engine = typeof(AdapterConfig).Assembly;
    private static readonly System.Reflection.Assembly Face = typeof(NolaCatalog).Assembly;

    private static readonly ArchUnitNET.Domain.Architecture Product =
        new ArchLoader().LoadAssemblies(Engine, Face, typeof(MLContext).Assembly, typeof(ICanSaveModel).Assembly, typeof(IDataView).Assembly).Build();

    [TestMethod]
    [DataRow("Basis", "Checkpoints Text Vision Backbones Adapters Heads Training Generation Metrics TextClassification")]
    [DataRow("Checkpoints", "Backbones Adapters Heads Training Generation TextClassification")]
    [DataRow("Text", "Backbones Adapters Heads Training Generation TextClassification")]
    [DataRow("Vision", "Backbones Adapters Heads Training Generation TextClassification")]
    [DataRow("Backbones", "Adapters Heads Training Generation TextClassification")]
    [DataRow("Adapters", "Heads Training Generation TextClassification")]
    [DataRow("Heads", "Training Generation TextClassification")]
    [DataRow("Training", "Generation TextClassification")]
    public void A_room_of_the_engine_knows_none_that_stands_on_it(string room, string others)
    {
        string[] forbidden = [.. others.Split(' ').Select(other => $"{Root}.{other}")];
        Check(
            TypesOf(Engine).Where(type => IsIn(type, $"{Root}.{room}")),
            target => IsOf(target, Engine) && forbidden.Any(other => IsIn(target, other)));
    }

    [TestMethod]
    public void The_engine_knows_nothing_of_ML_NET_s_data() =>
        Check(TypesOf(Engine), target => IsOf(target, Face, typeof(MLContext).Assembly, typeof(ICanSaveModel).Assembly, typeof(IDataView).Assembly));

    [TestMethod]
    [DataRow("Interop", "Scoring Persistence")]
    [DataRow("Scoring", "Interop Persistence TextClassification")]
    [DataRow("Persistence", "Scoring TextClassification")]
    public void A_room_of_the_face_knows_none_that_stands_on_it(string room, string others)
    {
        string[] forbidden = [.. others.Split(' ').Select(other => $"{Root}.{other}")];
        Check(
            TypesOf(Face).Where(type => IsIn(type, $"{Root}.{room}")),
            target => IsOf(target, Engine, Face) && forbidden.Any(other => IsIn(target, other)));
    }

    /// <summary>ML.NET calls a loader with an internal type of its own, so the loaders know that one too.</summary>
    [TestMethod]
    public void Only_Interop_knows_internal_types_of_ML_NET() =>
        Check(
            TypesOf(Face).Where(type => !IsIn(type, $"{Root}.Interop") && !type.Name.StartsWith("StageLoader", StringComparison.Ordinal)),
            target => IsOf(target, typeof(MLContext).Assembly, typeof(ICanSaveModel).Assembly) && target.Visibility == Visibility.Internal);

    /// <summary>Rules over nothing hold: this one sees that the loader saw the product.</summary>
    [TestMethod]
    public void The_product_was_loaded()
    {
        Assert.IsTrue(TypesOf(Face).Any(type => IsIn(type, $"{Root}.Scoring")));
        Assert.IsTrue(TypesOf(Engine).Any());
        Assert.IsTrue(TypesOf(Face).Any(type => IsIn(type, $"{Root}.Interop") && type.GetTypeDependencies().Any(target => target.Visibility == Visibility.Internal && IsOf(target, typeof(ICanSaveModel).Assembly))));
    }

    private static IEnumerable<IType> TypesOf(System.Reflection.Assembly assembly) => Product.Types.Where(type => IsOf(type, assembly));

    /// <summary>Type parameters and types of assemblies that were not loaded belong to none.</summary>
    private static bool IsOf(IType type, params System.Reflection.Assembly[] assemblies) =>
        type.Assembly is { } home && assemblies.Any(assembly => home.Name == assembly.GetName().Name || home.FullName == assembly.FullName);

    private static bool IsIn(IType type, string room) =>
        type.Namespace.FullName == room || type.Namespace.FullName.StartsWith(room + ".", StringComparison.Ordinal);

    private static void Check(IEnumerable<IType> types, Func<IType, bool> isForbidden)
    {
        string[] wrong = [.. types
            .SelectMany(type => type.GetTypeDependencies().Where(isForbidden).Select(target => $"{type.FullName} -> {target.FullName}"))
            .Distinct()
            .Order(StringComparer.Ordinal)];
        Assert.AreEqual("", string.Join('\n', wrong));
    }
}

using ArchUnitNET.Domain;
using ArchUnitNET.Domain.Extensions;
using ArchUnitNET.Loader;
using Microsoft.ML;
using Microsoft.ML.Nola;

namespace Nola.Estimators.Tests.Architecture;

/// <summary>
/// Holds the arrows between the rooms (docs/architecture.md): each room names all that it may know, and knows no other. A room is the folder that a file lies
/// in, whatever its namespace.
/// </summary>
[TestClass]
public sealed class ArrowTests
{
    private static readonly System.Reflection.Assembly Engine = typeof(AdapterConfig).Assembly;
    private static readonly System.Reflection.Assembly Face = typeof(NolaCatalog).Assembly;
    private static readonly Rooms EngineRooms = new("Microsoft.ML.Nola");
    private static readonly Rooms FaceRooms = new("Nola.Estimators");

    private static readonly ArchUnitNET.Domain.Architecture Product =
        new ArchLoader().LoadAssemblies(Engine, Face, typeof(MLContext).Assembly, typeof(ICanSaveModel).Assembly, typeof(IDataView).Assembly).Build();

    /// <summary>What each room of the engine may know beside itself and the root, where the exceptions lie.</summary>
    private static readonly Dictionary<string, string> EngineArrows = new(StringComparer.Ordinal)
    {
        [Rooms.Root] = "",
        ["Basis"] = "",
        ["Checkpoints"] = "",
        ["Runtime"] = "",
        ["Text"] = "Checkpoints",
        ["Vision"] = "Basis Checkpoints",
        ["Backbones"] = "Checkpoints Runtime",
        ["Adapters"] = "Basis Backbones Checkpoints Runtime",
        ["Heads"] = "Backbones Checkpoints Runtime",
        ["Generation"] = "Backbones Basis Checkpoints Runtime Text",
        ["Training"] = "Adapters Backbones Basis Heads Runtime",
        ["Models"] = "Adapters Backbones Checkpoints Generation Heads Runtime Text Training Vision",
        ["Tasks"] = "Adapters Generation Heads Models Runtime Text Training",
    };

    /// <summary>The same for the face, whose root holds the catalogs.</summary>
    private static readonly Dictionary<string, string> FaceArrows = new(StringComparer.Ordinal)
    {
        [Rooms.Root] = "Interop Reports Stages Tasks",
        ["Interop"] = "Stages",
        ["Scoring"] = "",
        ["Persistence"] = "Interop",
        ["Columns"] = "Interop Persistence",
        ["Stages"] = "Columns Interop Persistence Scoring",
        ["Reports"] = "Columns Stages",
        ["Tasks"] = "Columns Interop Persistence Stages",
    };

    public static IEnumerable<object[]> RoomsOfTheEngine => EngineArrows.Keys.Select(static room => new object[] { room });

    public static IEnumerable<object[]> RoomsOfTheFace => FaceArrows.Keys.Select(static room => new object[] { room });

    [TestMethod]
    [DynamicData(nameof(RoomsOfTheEngine))]
    public void A_room_of_the_engine_knows_what_it_stands_on(string room) => Check(Engine, EngineRooms, EngineArrows, room);

    [TestMethod]
    [DynamicData(nameof(RoomsOfTheFace))]
    public void A_room_of_the_face_knows_what_it_stands_on(string room) => Check(Face, FaceRooms, FaceArrows, room);

    [TestMethod]
    public void Every_room_has_its_arrows_and_every_arrow_a_room()
    {
        CollectionAssert.AreEqual(
            EngineArrows.Keys.Where(static room => room != Rooms.Root).Order(StringComparer.Ordinal).ToArray(), EngineRooms.Names.ToArray());
        CollectionAssert.AreEqual(FaceArrows.Keys.Where(static room => room != Rooms.Root).Order(StringComparer.Ordinal).ToArray(), FaceRooms.Names.ToArray());
    }

    /// <summary>An arrow that nobody goes would let something in unseen.</summary>
    [TestMethod]
    public void Every_arrow_is_gone()
    {
        string[] idle =
        [
            .. Idle(Engine, EngineRooms, EngineArrows).Select(static arrow => $"engine: {arrow}"),
            .. Idle(Face, FaceRooms, FaceArrows).Select(static arrow => $"face: {arrow}"),
        ];
        Assert.AreEqual("", string.Join('\n', idle));
    }

    [TestMethod]
    public void The_engine_knows_nothing_of_ML_NET_s_data() =>
        Refuse(TypesOf(Engine), target => IsOf(target, Face, typeof(MLContext).Assembly, typeof(ICanSaveModel).Assembly, typeof(IDataView).Assembly));

    /// <summary>ML.NET calls a loader with an internal type of its own, so the loaders know that one too.</summary>
    [TestMethod]
    public void Only_Interop_knows_internal_types_of_ML_NET() =>
        Refuse(
            TypesOf(Face).Where(static type => FaceRooms.Of(type) != "Interop" && !type.Name.StartsWith("StageLoader", StringComparison.Ordinal)),
            target => IsOf(target, typeof(MLContext).Assembly, typeof(ICanSaveModel).Assembly) && target.Visibility == Visibility.Internal);

    /// <summary>Rules over nothing hold: this one sees that the loader saw the product, and that types are found in their rooms.</summary>
    [TestMethod]
    public void The_product_was_loaded()
    {
        foreach (string room in EngineArrows.Keys)
        {
            Assert.IsTrue(TypesOf(Engine).Any(type => EngineRooms.Of(type) == room), $"engine: {room}");
        }

        foreach (string room in FaceArrows.Keys)
        {
            Assert.IsTrue(TypesOf(Face).Any(type => FaceRooms.Of(type) == room), $"face: {room}");
        }

        Assert.IsTrue(TypesOf(Face).Any(type => FaceRooms.Of(type) == "Interop"
            && type.GetTypeDependencies().Any(target => target.Visibility == Visibility.Internal && IsOf(target, typeof(ICanSaveModel).Assembly))));
        string[] lost = [.. TypesOf(Engine).Concat(TypesOf(Face)).Where(static type => IsWritten(type) && (EngineRooms.Of(type) ?? FaceRooms.Of(type)) is null)
            .Select(static type => type.FullName)];
        Assert.AreEqual("", string.Join('\n', lost), "types without a room");
    }

    private static void Check(System.Reflection.Assembly assembly, Rooms rooms, Dictionary<string, string> arrows, string room)
    {
        string[] known =
            [.. arrows[room].Split(' ', StringSplitOptions.RemoveEmptyEntries), room, .. assembly == Engine ? [Rooms.Root] : Array.Empty<string>()];
        Refuse(
            TypesOf(assembly).Where(type => rooms.Of(type) == room),
            target => IsOf(target, assembly) && rooms.Of(target) is { } other && !known.Contains(other, StringComparer.Ordinal));
    }

    private static IEnumerable<string> Idle(System.Reflection.Assembly assembly, Rooms rooms, Dictionary<string, string> arrows)
    {
        HashSet<string> gone = [.. TypesOf(assembly).SelectMany(
            type => type.GetTypeDependencies().Where(target => IsOf(target, assembly)).Select(target => $"{rooms.Of(type)} -> {rooms.Of(target)}"))];
        return arrows.SelectMany(static row => row.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(target => $"{row.Key} -> {target}"))
            .Where(arrow => !gone.Contains(arrow));
    }

    private static IEnumerable<IType> TypesOf(System.Reflection.Assembly assembly) => Product.Types.Where(type => IsOf(type, assembly));

    /// <summary>Whether somebody wrote the type: the compiler's own have marks in their names, or lie in namespaces of its own.</summary>
    private static bool IsWritten(IType type) =>
        type.FullName.All(static c => c is not ('<' or '>')) && type.Namespace.FullName.StartsWith("Microsoft.ML", StringComparison.Ordinal);

    /// <summary>Type parameters and types of assemblies that were not loaded belong to none.</summary>
    private static bool IsOf(IType type, params System.Reflection.Assembly[] assemblies) =>
        type is not GenericParameter && type.Assembly is { } home && assemblies.Any(assembly => home.Name == assembly.GetName().Name || home.FullName == assembly.FullName);

    private static void Refuse(IEnumerable<IType> types, Func<IType, bool> isForbidden)
    {
        string[] wrong = [.. types
            .SelectMany(type => type.GetTypeDependencies().Where(isForbidden).Select(target => $"{type.FullName} -> {target.FullName}"))
            .Distinct()
            .Order(StringComparer.Ordinal)];
        Assert.AreEqual("", string.Join('\n', wrong));
    }
}

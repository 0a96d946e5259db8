using Microsoft.ML.Nola.Tasks.NamedEntityRecognition;

namespace Microsoft.ML.Nola.Tests.Tasks.NamedEntityRecognition;

/// <summary>What tags mean. The numbers of seqeval are compared where the metrics are public.</summary>
[TestClass]
public sealed class EntitySpanTests
{
    [TestMethod]
    [DataRow("O", "", "")]
    [DataRow("O O", "", "")]
    [DataRow("B-a I-a O B-b", "a0-2 b3-4", "a0-2 b3-4")]
    [DataRow("B-a B-a", "a0-1 a1-2", "a0-1 a1-2")]
    [DataRow("I-a I-a", "a0-2", "")]
    [DataRow("B-a I-b", "a0-1 b1-2", "a0-1")]
    [DataRow("B-a I-b I-a", "a0-1 b1-2 a2-3", "a0-1")]
    [DataRow("O I-a O", "a1-2", "")]
    [DataRow("B-a I-a E-a S-a S-a", "a0-3 a3-4 a4-5", "a0-2")]
    [DataRow("E-a E-a I-a", "a0-1 a1-2 a2-3", "")]
    [DataRow("B-creative-work I-creative-work", "creative-work0-2", "creative-work0-2")]
    [DataRow("PERSON PERSON O CITY", "PERSON0-2 CITY3-4", "")]
    [DataRow("B I O", "_0-2", "_0-2")]
    public void Entities_are_found(string tags, string lenient, string strict)
    {
        EntityTag[] parsed = [.. tags.Split(' ').Select(EntityTag.Parse)];
        Assert.AreEqual(lenient, Describe(EntitySpan.Find(parsed, EntityScheme.Lenient)));
        Assert.AreEqual(strict, Describe(EntitySpan.Find(parsed, EntityScheme.Strict)));
    }

    [TestMethod]
    public void Nothing_is_divided_by_zero()
    {
        var tally = new EntityTally(EntityScheme.Lenient);
        Assert.AreEqual((0.0, 0.0, 0.0), (tally.Total.Precision, tally.Total.Recall, tally.Total.F1));
        tally.Add([EntityTag.Parse("B-a")], [EntityTag.Outside]);
        Assert.AreEqual((0.0, 0.0, 0.0), (tally.Total.Precision, tally.Total.Recall, tally.Total.F1));
    }

    private static string Describe(IEnumerable<EntitySpan> entities) =>
        string.Join(' ', entities.Select(static entity => $"{entity.EntityType}{entity.Start}-{entity.End}"));
}

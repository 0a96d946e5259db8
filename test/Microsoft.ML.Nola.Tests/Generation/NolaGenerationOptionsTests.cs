using System.Reflection;

namespace Microsoft.ML.Nola.Tests.Generation;

[TestClass]
public sealed class NolaGenerationOptionsTests
{
    [TestMethod]
    public void The_defaults_are_valid_and_none_is_unused()
    {
        NolaGenerationOptions options = new();
        Validate(options);
        Assert.IsEmpty(options.FindUnused());
    }

    [TestMethod]
    public void Every_fault_is_named_in_one_message()
    {
        NolaGenerationOptions options = new()
        {
            MaxNewTokens = 0,
            MinNewTokens = -1,
            DoSample = true,
            Temperature = double.NaN,
            TopK = -1,
            TopP = 0,
            MinP = 1.5,
            NumBeams = 300,
            LengthPenalty = double.PositiveInfinity,
            EarlyStopping = (EarlyStopping)7,
            NoRepeatNGramSize = -2,
            RepetitionPenalty = 0,
        };
        options.StopStrings.Add("");
        options.EosTokenIds.Add(-5);
        string message = Assert.ThrowsExactly<ArgumentException>(() => Validate(options)).Message;
        foreach (PropertyInfo property in typeof(NolaGenerationOptions).GetProperties().Where(static property => property.Name != "Seed"))
        {
            Assert.Contains($"Generation.{property.Name}", message);
        }

        Assert.Contains("beam search takes no draws", message);
        Assert.Contains("MinP is 1.5", message, "in no culture");
    }

    [TestMethod]
    public void At_the_ends_of_their_ranges_they_are_valid()
    {
        NolaGenerationOptions options = new()
        {
            MaxNewTokens = 1,
            MinNewTokens = 1,
            DoSample = true,
            Temperature = 100,
            TopK = 0,
            TopP = double.Epsilon,
            MinP = 1,
            NumBeams = 1,
            LengthPenalty = -10,
            RepetitionPenalty = 100,
            Seed = int.MinValue,
        };
        Validate(options);
        Assert.ThrowsExactly<ArgumentException>(() => Validate(new NolaGenerationOptions { MaxNewTokens = 4, MinNewTokens = 5 }));
    }

    [TestMethod]
    public void Settings_without_effect_are_named()
    {
        NolaGenerationOptions options = new()
        {
            Temperature = 0.7, TopK = 10, TopP = 0.9, MinP = 0.1, Seed = 1, LengthPenalty = 2, EarlyStopping = EarlyStopping.On,
        };
        CollectionAssert.AreEqual(
            new[] { "G.Temperature", "G.TopK", "G.TopP", "G.MinP", "G.Seed", "G.LengthPenalty", "G.EarlyStopping" }, options.FindUnused("G.").ToArray());
        options.DoSample = true;
        CollectionAssert.AreEqual(new[] { "LengthPenalty", "EarlyStopping" }, options.FindUnused().ToArray());
        options = new() { NumBeams = 2, LengthPenalty = 2, EarlyStopping = EarlyStopping.Never };
        Assert.IsEmpty(options.FindUnused());
    }

    /// <summary>A property that the copy forgets would be its default again.</summary>
    [TestMethod]
    public void A_copy_has_every_property()
    {
        NolaGenerationOptions options = new();
        foreach (PropertyInfo property in typeof(NolaGenerationOptions).GetProperties().Where(static property => property.SetMethod?.IsPublic == true))
        {
            property.SetValue(options, property.PropertyType switch
            {
                Type type when type == typeof(int) || type == typeof(int?) => 3,
                Type type when type == typeof(double) => 0.25,
                Type type when type == typeof(bool) => true,
                _ => (object)EarlyStopping.Never,
            });
        }

        options.StopStrings.Add("x");
        options.EosTokenIds.Add(4);
        NolaGenerationOptions copy = options.Clone();
        options.StopStrings.Add("y");
        foreach (PropertyInfo property in typeof(NolaGenerationOptions).GetProperties().Where(static property => property.SetMethod?.IsPublic == true))
        {
            Assert.AreEqual(property.GetValue(options), property.GetValue(copy), property.Name);
        }

        CollectionAssert.AreEqual(new[] { "x" }, copy.StopStrings.ToArray());
        CollectionAssert.AreEqual(new[] { 4 }, copy.EosTokenIds.ToArray());
    }

    private static void Validate(NolaGenerationOptions options)
    {
        OptionFaults faults = new();
        options.CollectFaults(faults, "Generation.");
        faults.ThrowIfAny("options", nameof(options));
    }
}

using System.Collections;
using System.Globalization;
using System.Reflection;
using Microsoft.ML.Nola;
using Nola.Docs.Tests.Markdown;

namespace Nola.Docs.Tests;

/// <summary>A table after the comment <c>options: TYPE</c> has a row for each property that the type declares, with its default.</summary>
[TestClass]
public sealed class OptionTableTests
{
    private const string Beginning = "<!-- options: ";

    private static readonly Type[] OptionTypes =
    [
        typeof(NolaStageOptions),
        typeof(NolaTextClassificationOptions),
        typeof(NolaBinaryTextClassificationOptions),
        typeof(NolaTextRegressionOptions),
        typeof(AdapterConfig),
        typeof(NolaTrainingOptions),
        typeof(EvaluationReportOptions),
        typeof(NolaNamedEntityRecognitionOptions),
        typeof(NolaMultiLabelTextClassificationOptions),
        typeof(NolaFeatureOptions),
        typeof(NolaFeaturizeTextOptions),
        typeof(NolaFeaturizeImageOptions),
        typeof(NolaImageClassificationOptions),
        typeof(ImageAugmentationOptions),
        typeof(NolaQuestionAnsweringOptions),
        typeof(NolaTextGenerationOptions),
        typeof(NolaGenerationOptions),
        typeof(NolaChatClientOptions),
    ];

    [TestMethod]
    public void Every_kind_of_options_has_one_table()
    {
        CollectionAssert.AreEquivalent(OptionTypes.Select(static type => type.Name).ToArray(), Tables().Select(static pair => pair.Type.Name).ToArray());
    }

    [TestMethod]
    public void Every_table_has_each_option_with_its_default()
    {
        foreach ((Type type, PageTable table) in Tables())
        {
            string[] expected = [.. Options(type).Select(option => $"{option.Name} = {Describe(option, Create(type))}")];
            string[] actual = [.. table.Body.Select(static row => $"{row[0].Codes[0]} = {row[1].Text}")];
            CollectionAssert.AreEquivalent(expected, actual, $"{table.Place}\nexpected {string.Join("\n  ", expected)}\nfound {string.Join("\n  ", actual)}");
        }
    }

    private static IEnumerable<(Type Type, PageTable Table)> Tables() =>
        from table in MarkdownPage.All.SelectMany(static page => page.Tables)
        where table.Comment?.StartsWith(Beginning, StringComparison.Ordinal) == true
        select (OptionTypes.Single(type => table.Comment == $"{Beginning}{type.Name} -->"), table);

    private static PropertyInfo[] Options(Type type) =>
        type.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly);

    private static object Create(Type type) =>
        Activator.CreateInstance(type.IsAbstract ? OptionTypes.First(one => one.IsSubclassOf(type)) : type)!;

    private static string Describe(PropertyInfo option, object options) => option.GetValue(options) switch
    {
        null => "null",
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        ICollection { Count: 0 } => "empty",
        BackboneReference reference => ReferenceEquals(reference, BackboneReference.Default) ? "BackboneReference.Default" : "another",
        CancellationToken token => token == default ? "default" : "another",
        TimeProvider time => time == TimeProvider.System ? "TimeProvider.System" : "another",
        AdapterConfig => "new AdapterConfig()",
        NolaTrainingOptions => "new NolaTrainingOptions()",
        NolaGenerationOptions => "new NolaGenerationOptions()",
        object value => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}

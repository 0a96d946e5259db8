using Microsoft.ML;
using Microsoft.ML.Nola;
using Nola.Docs.Tests.Markdown;
using Nola.Docs.Tests.Sources;

namespace Nola.Docs.Tests;

/// <summary>
/// The first column of a table whose header begins with "message" quotes what the libraries say. An ellipsis stands for what differs from case to case.
/// </summary>
[TestClass]
public sealed class TroubleshootingTests
{
    private const int ShortestFragment = 8;

    private static readonly MarkdownPage Page = MarkdownPage.Named("docs/troubleshooting.md");

    private static readonly (string Place, string[] Fragments)[] Quotations =
    [
        .. from table in Page.Tables
           where table.Header[0].Text.StartsWith("message", StringComparison.Ordinal)
           from row in table.Body
           from code in row[0].Codes
           select ($"{table.Place} '{code}'", code.Split(SourceText.Hole, StringSplitOptions.RemoveEmptyEntries)),
    ];

    [TestMethod]
    public void Every_public_exception_has_a_heading()
    {
        string[] exceptions =
        [
            .. new[] { typeof(NolaException).Assembly, typeof(NolaCatalog).Assembly }.SelectMany(static assembly => assembly.GetExportedTypes())
                .Where(static type => typeof(Exception).IsAssignableFrom(type))
                .Select(static type => type.Name),
        ];
        Assert.IsNotEmpty(exceptions);
        string[] missing = [.. exceptions.Where(static name => !Page.HeadingTexts.Any(heading => heading.Contains(name, StringComparison.Ordinal)))];
        Assert.IsEmpty(missing, string.Join(", ", missing));
    }

    [TestMethod]
    public void What_is_quoted_is_in_the_source()
    {
        Assert.IsNotEmpty(Quotations);
        string[] faults =
        [
            .. Quotations.Where(static quotation => quotation.Fragments.Max(static fragment => fragment.Trim().Length) < ShortestFragment)
                .Select(static quotation => $"{quotation.Place}: too little is quoted to find it"),
            .. from quotation in Quotations
               from fragment in quotation.Fragments
               where !ProductSource.Texts.Any(text => text.Contains(fragment, StringComparison.Ordinal))
               select $"{quotation.Place}: '{fragment}' is nowhere in the source",
        ];
        Assert.IsEmpty(faults, string.Join('\n', faults));
    }

    [TestMethod]
    public void Every_message_of_an_exception_other_than_CorruptModelException_is_explained() => RequireExplained(ProductSource.MessagesOf(
        [nameof(NolaException), nameof(NolaCompatibilityException), nameof(BackboneNotFoundException), nameof(BadImageException), nameof(PromptTooLongException), "SettingsException"]));

    [TestMethod]
    public void Every_reason_why_torch_cannot_be_loaded_is_explained() => RequireExplained(((string[])["NativeTorchFault", "VisualCppRuntime"])
        .SelectMany(ProductSource.TextsOf)
        .Where(static text => text.Text.Contains("cannot be loaded", StringComparison.Ordinal) || text.Text.Contains("needs", StringComparison.Ordinal))
        .Where(static text => HasText(text.Text.Replace("The native torch library cannot be loaded", string.Empty, StringComparison.Ordinal))));

    [TestMethod]
    public void The_example_of_faulty_options_is_what_such_options_give()
    {
        var options = new NolaTextClassificationOptions
        {
            Adapter = new AdapterConfig { Rank = 0 },
            Training = new NolaTrainingOptions { Epochs = 0 },
        };
        var trainers = new MLContext().MulticlassClassification.Trainers;
        string message = Assert.Throws<ArgumentException>(() => trainers.NolaTextClassification(options)).Message;
        Assert.Contains($"> {message.Split(" (Parameter")[0]}\n", Page.Text);
    }

    [TestMethod]
    public void Every_message_about_columns_and_rows_is_explained() =>
        RequireExplained(((string[])["Schema", "Data", "Faults.Schema", "Faults.Data", "_faults.Schema", "_faults.Data"]).SelectMany(static method => ProductSource.ArgumentsOf(method, 0)));

    [TestMethod]
    public void Every_message_about_a_vector_of_labels_is_explained() => RequireExplained(
        ProductSource.TextsOf("LabelVectorFaults").Where(static text => text.Text.StartsWith("the label column", StringComparison.Ordinal)));

    [TestMethod]
    public void Every_message_about_reports_is_explained() => RequireExplained(ProductSource.ArgumentsOf("Fault", 0)
        .Concat(ProductSource.MessagesOf([nameof(InvalidOperationException)]))
        .Where(static message => message.Place.StartsWith("src/Nola.Estimators/Reports/", StringComparison.Ordinal)));

    /// <summary>A message is explained if all fragments of a quotation are in it, in their order.</summary>
    private static void RequireExplained(IEnumerable<(string Place, string Message)> messages)
    {
        (string Place, string Message)[] all = [.. messages];
        Assert.IsNotEmpty(all);
        string[] missing =
        [
            .. all.Where(static message => HasText(message.Message) && !Quotations.Any(quotation => Holds(message.Message, quotation.Fragments)))
                .Select(static message => $"{message.Place}: {message.Message}"),
        ];
        Assert.IsEmpty(missing, string.Join('\n', missing));
    }

    /// <summary>Not so for a message that only passes on another one.</summary>
    private static bool HasText(string message) =>
        message.Split(SourceText.Hole).Any(static fragment => fragment.Count(char.IsLetter) >= ShortestFragment);

    private static bool Holds(string message, string[] fragments)
    {
        int at = 0;
        foreach (string fragment in fragments)
        {
            int found = message.IndexOf(fragment, at, StringComparison.Ordinal);
            if (found < 0)
            {
                return false;
            }

            at = found + fragment.Length;
        }

        return true;
    }
}

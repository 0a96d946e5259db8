using Microsoft.ML.Nola;
using Microsoft.ML.Nola.Reports;

namespace Nola.Estimators.Tests.Reports;

/// <summary>Texts from outside become text, whatever is in them.</summary>
[TestClass]
public sealed class HtmlTextTests
{
    [TestMethod]
    [DataRow("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;")]
    [DataRow("\"a\" 'b' & c", "&quot;a&quot; &#x27;b&#x27; &amp; c")]
    [DataRow("a\0b\u0001c\u001bd", "a\u2400b\u2401c\u241bd")]
    [DataRow("a\u007fb\u0085c", "a\u2421b\ufffdc")]
    [DataRow("a\r\nb\rc\td", "a&#xA;b&#xA;c&#x9;d")]
    [DataRow("שלום السلام", "שלום السلام")]
    [DataRow("größe 中文 हिन्दी", "größe 中文 हिन्दी")]
    public void Text_is_encoded(string text, string expected) => Assert.AreEqual(expected, HtmlText.Encode(text));

    /// <summary>Not as data of a test above: attributes cannot hold them.</summary>
    [TestMethod]
    public void Halves_of_pairs_are_replaced()
    {
        Assert.AreEqual("a&#xFFFD;b", HtmlText.Encode("a\ud800b"));
        Assert.AreEqual("&#xFFFD;", HtmlText.Encode("\udc00"));
    }

    [TestMethod]
    public void A_cut_leaves_no_half_of_a_pair()
    {
        Assert.AreEqual("ab…", HtmlText.Cut("ab😀cd", 3));
        Assert.AreEqual("ab😀…", HtmlText.Cut("ab😀cd", 4));
        Assert.AreEqual("ab", HtmlText.Cut("ab", 2));
    }

    [TestMethod]
    public void What_is_inserted_is_encoded_and_numbers_are_invariant()
    {
        string name = "<b>";
        Assert.AreEqual("<i title=\"&lt;b&gt;\">1.50</i>", Html.Of($"<i title=\"{name}\">{1.5:0.00}</i>").ToString());
        Assert.AreEqual("<p><i>&lt;b&gt;</i></p>", Html.Of($"<p>{Html.Of($"<i>{name}</i>")}</p>").ToString());
    }

    [TestMethod]
    public void A_report_holds_no_markup_of_its_texts()
    {
        const string hostile = "</title></style><script>alert('x')</script><img src=x onerror=alert(1)>";
        string html = Reported.Of(
            [BinaryRow.Of(true, 0.1f, hostile), BinaryRow.Of(true, 0.9f)], new EvaluationReportOptions { Title = hostile, TextColumnNames = { "Text", "Text" } }).ToHtml();
        Assert.DoesNotContain("<script", html);
        Assert.DoesNotContain("<img", html);
        Assert.Contains("&lt;script&gt;", html);
        Assert.AreEqual(1, html.Split("</style>").Length - 1);
    }
}

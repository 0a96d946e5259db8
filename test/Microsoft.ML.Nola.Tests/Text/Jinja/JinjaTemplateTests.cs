using System.Text.Json;
using Microsoft.ML.Nola.Text.Jinja;

namespace Microsoft.ML.Nola.Tests.Text.Jinja;

[TestClass]
public sealed class JinjaTemplateTests
{
    [TestMethod]
    [DataRow("language.jsonl", 150)]
    [DataRow("random.jsonl", 500)]
    public void The_language_gives_what_Jinja_gives(string file, int count)
    {
        IReadOnlyList<JsonElement> cases = JinjaCase.Read(file);
        JinjaMapping variables = JinjaCase.Mapping(cases[0].GetProperty("variables"));
        string[] differences =
        [
            .. from line in cases.Skip(1)
               let template = line.GetProperty("template").GetString()!
               let difference = JinjaCase.Compare(line, JinjaCase.Run(template, variables), template)
               where difference.Length > 0
               select difference,
        ];
        Assert.IsGreaterThan(count, cases.Count);
        Assert.IsEmpty(differences, string.Join("\n\n", differences));
    }

    [TestMethod]
    public void The_templates_of_known_models_give_what_Jinja_gives()
    {
        IReadOnlyList<JsonElement> cases = JinjaCase.Read("conversations.jsonl");
        string[] differences =
        [
            .. from line in cases
               let name = line.GetProperty("file").GetString()!
               let template = File.ReadAllText(Path.Combine(JinjaCase.Folder, name))
               let found = JinjaCase.Run(template, JinjaCase.Mapping(line.GetProperty("variables")))
               let difference = JinjaCase.Compare(line, found, $"{name} with {line.GetProperty("variables")}")
               where difference.Length > 0
               select difference,
        ];
        Assert.IsGreaterThan(150, cases.Count);
        Assert.IsEmpty(differences, string.Join("\n\n", differences));
    }

    [TestMethod]
    [DataRow("{{ x | indent_all }}", 1, "the filter 'indent_all' is not one that this version knows")]
    [DataRow("a\n{% if x is nosuch %}{% endif %}", 2, "the test 'nosuch' is not one that this version knows")]
    [DataRow("\n\n{{ x.nosuch() }}", 3, "the method 'nosuch' is not one that this version knows")]
    [DataRow("{% if false %}{{ nosuch(1) }}{% endif %}", 1, "the function 'nosuch' is not one that this version knows")]
    [DataRow("{% include 'x' %}", 1, "the statement 'include' is not one that this version knows, or ends nothing here")]
    [DataRow("{{ 2 ** 3 }}", 1, "the operator '**' is not one that this version knows")]
    [DataRow("{{ f(*x) }}", 1, "arguments with a star are not among the things that this version knows")]
    [DataRow("{% for a in b recursive %}{% endfor %}", 1, "the word 'recursive' of a loop is not one that this version knows")]
    [DataRow("{{ x|trim(1, 2) }}", 1, "the filter 'trim' is called with more arguments than it takes (2)")]
    [DataRow("{{ x|trim(q=1) }}", 1, "the filter 'trim' is called with the argument 'q', which it has not")]
    [DataRow("{{ x|replace('a') }}", 1, "the filter 'replace' is called without its argument 'new'")]
    [DataRow("{{ $ }}", 1, "the character U+0024 has no meaning in a tag")]
    [DataRow("{{ x", 1, "a tag has no end: '}}' is missing")]
    [DataRow("{{ 'x }}", 1, "a text in quotes has no end")]
    [DataRow("{# x", 1, "a comment has no end")]
    [DataRow("{% if x %}\n", 1, "'endif' is missing before the end of the template")]
    [DataRow("{{ x }}\n{{ }}", 2, "a value is missing before '}}'")]
    public void What_is_unknown_or_faulty_is_found_when_the_template_is_read(string template, int line, string fault)
    {
        JinjaFaultException exception = Assert.Throws<JinjaFaultException>(() => JinjaTemplate.Read(template));
        Assert.AreEqual((line, fault), (exception.Line, exception.Message));
    }

    [TestMethod]
    [DataRow("\n{{ missing.role }}", 2, "'missing' is undefined, so it has no 'role'")]
    [DataRow("{{ 1 }}\n{{ 'a'\n + 1 }}", 3, "'+' does not take a text and a number")]
    [DataRow("{{ {'items': 1}.items }}", 1, "'.items' of a mapping is a method; ['items'] is the value of that name")]
    [DataRow("{{ 'é'|upper }}", 1, "upper case of letters beyond ASCII, such as U+00E9, is nothing that this version does")]
    [DataRow("{{ strftime_now('%Q') }}", 1, "'%Q' in the format of 'strftime_now' is not one that this version knows")]
    [DataRow("{{ 9223372036854775807 + 1 }}", 1, "the result of '+' is too large")]
    public void What_cannot_be_computed_is_found_when_it_is_rendered(string template, int line, string fault)
    {
        JinjaFaultException exception = Assert.Throws<JinjaFaultException>(() => JinjaTemplate.Read(template).Render(new JinjaMapping(), JinjaCase.Time));
        Assert.AreEqual((line, fault), (exception.Line, exception.Message));
    }

    [TestMethod]
    [DataRow("{% for i in range(3000000) %}{% for i in range(3000000) %}{% endfor %}{% endfor %}", "it takes more than 4194304 steps")]
    [DataRow("{% set ns = namespace(a='x') %}{% for i in range(99) %}{% set ns.a = ns.a + ns.a %}{% endfor %}", "it makes more than 67108864 characters")]
    [DataRow("{% set ns = namespace(a=[1]) %}{% for i in range(99) %}{% set ns.a = ns.a + ns.a %}{% endfor %}", "it takes more than 4194304 steps")]
    [DataRow("{{ 'x' * 999999999 }}", "it makes more than 67108864 characters")]
    [DataRow("{{ [1] * 999999999 }}", "it takes more than 4194304 steps")]
    [DataRow("{{ range(4000000)|list + range(4000000)|list }}", "it takes more than 4194304 steps")]
    [DataRow("{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}", "more than 500 parts lie within each other")]
    [DataRow("{% set ns = namespace(a=1) %}{% for i in range(999) %}{% set ns.a = [ns.a] %}{% endfor %}{{ ns.a }}", "more than 500 parts lie within each other")]
    public void A_template_without_end_is_stopped(string template, string fault) =>
        Assert.AreEqual(fault, Assert.Throws<JinjaFaultException>(() => JinjaTemplate.Read(template).Render(new JinjaMapping(), JinjaCase.Time)).Message);

    [TestMethod]
    public void A_template_that_is_too_deep_or_too_long_is_refused()
    {
        foreach ((string open, string close) in ((string, string)[])
            [("(", ")"), ("[", "]"), ("{'a': ", "}"), ("-", ""), ("not ", ""), ("x[", "]"), ("range(", ")"), ("1 if 1 else ", ""), ("x|default(", ")")])
        {
            string deep = $"{{{{ {string.Concat(Enumerable.Repeat(open, 5000))}1{string.Concat(Enumerable.Repeat(close, 5000))} }}}}";
            Assert.AreEqual("more than 100 parts lie within each other", Assert.Throws<JinjaFaultException>(() => JinjaTemplate.Read(deep)).Message, open);
        }

        string blocks = string.Concat(Enumerable.Repeat("{% if x %}", 5000));
        Assert.Contains("lie within each other", Assert.Throws<JinjaFaultException>(() => JinjaTemplate.Read(blocks)).Message);
        string chain = $"{{{{ {string.Join(" + ", Enumerable.Repeat("1", 5000))} }}}}";
        Assert.Contains("lie within each other", Assert.Throws<JinjaFaultException>(() => JinjaTemplate.Read(chain).Render(new JinjaMapping(), JinjaCase.Time)).Message);
        string filters = $"{{{{ 'a'{string.Concat(Enumerable.Repeat("|trim", 5000))} }}}}";
        Assert.Contains("lie within each other", Assert.Throws<JinjaFaultException>(() => JinjaTemplate.Read(filters).Render(new JinjaMapping(), JinjaCase.Time)).Message);
        Assert.Contains("at most 262144 are read", Assert.Throws<JinjaFaultException>(() => JinjaTemplate.Read(new string(' ', 300_000))).Message);
    }

    [TestMethod]
    public void Several_threads_render_one_template()
    {
        JinjaTemplate template = JinjaTemplate.Read("{% set ns = namespace(n=0) %}{% for i in range(x) %}{% set ns.n = ns.n + i %}{% endfor %}{{ ns.n }}");
        string[] found = [.. Enumerable.Range(0, 64).AsParallel().AsOrdered()
            .Select(x => template.Render(new JinjaMapping { ["x"] = (long)x }, JinjaCase.Time))];
        CollectionAssert.AreEqual(Enumerable.Range(0, 64).Select(static x => $"{x * (x - 1) / 2}").ToArray(), found);
    }
}

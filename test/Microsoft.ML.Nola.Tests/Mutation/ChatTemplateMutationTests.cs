using System.Text;
using System.Text.RegularExpressions;
using Microsoft.ML.Nola.Tests.Text.Jinja;
using Microsoft.ML.Nola.Text;
using Nola.Testing.Mutation;

namespace Microsoft.ML.Nola.Tests.Mutation;

[TestClass]
public sealed class ChatTemplateMutationTests
{
    private static readonly Regex Parts =
        new("""\{%[+-]?|[+-]?%\}|\{\{-?|-?\}\}|\w+|'[^']*'|"[^"]*"|[^\w\s]""", RegexOptions.NonBacktracking);

    private static readonly ChatTemplateMessage[] Messages =
        [new("system", "Be brief, 日本."), new("user", "Hi"), new("assistant", "<think>\nx</think>\nHello"), new("user", "\U0001F600 Bye\n")];

    private static readonly Dictionary<string, string> Tokens = new(StringComparer.Ordinal) { ["bos_token"] = "<s>", ["eos_token"] = "</s>" };

    private static readonly string[] OddParts =
    [
        "{{", "}}", "{%", "%}", "{#", "#}", "-", "(", ")", "[", "]", "{", "}", "'", "\"", "\\", "|", ".", ":", "::", "~", "not ", " in ", " if ", " else ", "is ",
        "{% endfor %}", "{% endif %}", "{% for x in messages %}", "{% for x in range(100000) %}", "{% if x %}", "{% set ns = namespace(a=messages) %}",
        "{% set ns.a = [ns.a, ns.a] %}", "{{ ns.a }}", "{% macro m(a, b=m) %}{{ m(a) }}{% endmacro %}", "{{ m(1) }}", "{{ messages * 1000 }}", "{{ messages }}",
        "{{ messages|tojson(indent=50) }}", "{{ 1 // 0 }}", "{{ -9223372036854775807 - 1 }}", "{{ (-9223372036854775807 - 1) // -1 }}", "{{ 1e999 }}", "{{ 1e308 * 10 }}",
        "{{ messages[::-1][9:-9:-1] }}", "{{ messages[::9223372036854775807] }}", "{{ 'x'.split('') }}", "{{ 'x'.replace('', 'y') }}", "{{ messages|sort }}",
        "{{ messages|map('map', 'map')|list }}", "{{ loop }}", "{{ raise_exception }}", "{{ messages|join(messages) }}", "{{ namespace(a=1)|tojson }}",
        "{{ \"\\ud800\"|upper|length }}", "{{ strftime_now('%') }}", "{{ range(0, 9, 0) }}", "{% break %}", "{% continue %}", "0", "9223372036854775808", "\0", "é",
    ];

    [TestMethod]
    public void A_damaged_chat_template_gives_a_text_or_a_typed_error()
    {
        string[] templates = [.. Directory.EnumerateFiles(JinjaCase.Folder, "*.jinja").Order(StringComparer.Ordinal).Select(File.ReadAllText)];
        foreach (string template in templates.Where(static template => !template.Contains("System role not supported", StringComparison.Ordinal)
            && !template.Contains("Only user and assistant roles are supported!", StringComparison.Ordinal)))
        {
            Use(template);
        }

        new MutantRun("chat template").Run(random => Mutate(random, templates), Use);
    }

    private static void Use(string template) =>
        Assert.IsNotNull(ChatTemplate.Parse(template, Tokens, JinjaCase.Time).Apply(Messages));

    private static (string Damage, string Mutant, long Length) Mutate(Random random, string[] templates)
    {
        string template = templates[random.Next(templates.Length)];
        string mutant;
        string what;
        if (random.Next(6) == 0)
        {
            mutant = Encoding.UTF8.GetString(ByteDamage.Apply(random, Encoding.UTF8.GetBytes(template), out what));
        }
        else
        {
            // At the words and signs of the language, so that most of the template stays in order.
            MatchCollection parts = Parts.Matches(template);
            Match part = parts[random.Next(parts.Count)];
            Match other = parts[random.Next(parts.Count)];
            string odd = OddParts[random.Next(OddParts.Length)];
            (what, string instead) = random.Next(5) switch
            {
                0 => ("left out", ""),
                1 => ($"made '{other.Value}'", other.Value),
                2 => ($"made '{odd}'", odd),
                3 => ($"followed by '{odd}'", part.Value + odd),
                _ => ("a thousand times", string.Concat(Enumerable.Repeat(part.Value, 1000))),
            };
            what = $"'{part.Value}' at {part.Index} {what}";
            mutant = template[..part.Index] + instead + template[(part.Index + part.Length)..];
        }

        return (what, mutant, 4L * mutant.Length);
    }
}

using Nola.Tables.Completions;

namespace Nola.Tables.Tests.Completions;

[TestClass]
public sealed class CompletionTableTests
{
    [TestMethod]
    [DataRow("Prompt\tCompletion\na\t b\n", "Prompt", "Completion", DisplayName = "by name")]
    [DataRow("response,id,Instruction\n\" b\",7,a\n", "Instruction", "response", DisplayName = "by usual names, in any order")]
    [DataRow("mr,ref\na,\" b\"\n", "mr", "ref", DisplayName = "as E2E has them")]
    [DataRow("a\t b\na\t c\n", "Column1", "Column2", DisplayName = "by position")]
    [DataRow("Said\tAnswer\na\t b\n", "Said", "Answer", DisplayName = "one by name, the other is left")]
    [DataRow("Answer\tSaid\n b\ta\n", "Said", "Answer", DisplayName = "the other way round")]
    [DataRow("{\"prompt\": \"a\", \"completion\": \" b\", \"id\": 1}\n", "prompt", "completion", DisplayName = "JSON lines")]
    public void Prompt_and_completion_are_found_and_stay_as_they_are(string content, string prompt, string completion)
    {
        using var sample = new Sample(content);
        CompletionTable table = CompletionTable.Read(sample.Path);
        Assert.AreEqual((prompt, completion), (table.PromptColumn, table.CompletionColumn));
        Assert.AreEqual(new CompletionRow("a", " b", table.Rows[0].Line), table.Rows[0]);
        Assert.IsEmpty(table.Notes);
        CollectionAssert.AreEqual(new[] { prompt, completion }, table.ToDataView().Schema.Select(static column => column.Name).ToArray());
    }

    [TestMethod]
    public void Columns_that_the_user_names_are_taken()
    {
        using var sample = new Sample("A\tB\tprompt\n1\t2\t3\n");
        CompletionTable table = CompletionTable.Read(sample.Path, new CompletionTableOptions { Prompt = "b", Completion = "1" });
        Assert.AreEqual(new CompletionRow("2", "1", 2), table.Rows[0]);
    }

    [TestMethod]
    public void Rows_without_a_completion_are_left_out_and_counted()
    {
        using var sample = new Sample("prompt\tcompletion\na\t b\nc\t \nd\t e\n");
        CompletionTable table = CompletionTable.Read(sample.Path);
        CollectionAssert.AreEqual(new[] { "a", "d" }, table.Rows.Select(static row => row.Prompt).ToArray());
        CollectionAssert.AreEqual(new[] { "1 of 3 rows have no completion and are left out (the first in line 3)." }, table.Notes.ToArray());
    }

    [TestMethod]
    public void Texts_that_join_without_white_space_are_said()
    {
        using var sample = new Sample("prompt\tcompletion\nTom: a hat, blue.\tTom has a hat.\nLily:\tLily has none.\n");
        CollectionAssert.AreEqual(
            new[]
            {
                "prompts and completions join without white space ('...hat, blue.Tom has a ...'); "
                    + "mostly completions should begin with a space, or prompts end with a line break.",
            },
            CompletionTable.Read(sample.Path).Notes.ToArray());
    }

    /// <summary>A prompt that is both learnt and tested would be known by heart.</summary>
    [TestMethod]
    public void All_rows_of_a_prompt_go_to_one_part()
    {
        using var sample = new Sample("prompt\tcompletion\n" + string.Concat(Enumerable.Range(0, 40).Select(static row => $"p{row % 10}\t c{row}\n")));
        CompletionTable table = CompletionTable.Read(sample.Path);
        (CompletionTable train, CompletionTable test) = table.Split(0.3, seed: 1);
        Assert.AreEqual((28, 12), (train.Rows.Count, test.Rows.Count));
        CollectionAssert.AreEqual(table.Rows.ToArray(), train.Rows.Concat(test.Rows).OrderBy(static row => row.Line).ToArray());
        Assert.HasCount(3, test.Prompts);
        Assert.IsTrue(test.Prompts.All(static prompt => prompt.Completions.Length == 4));
        CollectionAssert.AreEqual(test.Rows.ToArray(), table.Split(0.3, seed: 1).Test.Rows.ToArray());
        CollectionAssert.AreNotEqual(test.Rows.ToArray(), table.Split(0.3, seed: 2).Test.Rows.ToArray());
    }

    [TestMethod]
    [DataRow("a\tb\tc\na\te\tf\n", "which columns of 'FILE' are prompt and completion cannot be told (Column1, Column2, Column3); name both.")]
    [DataRow("{\"prompt\": \"a\"}\n", "which columns of 'FILE' are prompt and completion cannot be told (prompt); they are two columns: put a tab between them.")]
    [DataRow("prompt\tcompletion\na\t\nb\t\n", "the column 'completion' of 'FILE' is empty in every row; name the column of what is to follow the prompts.")]
    public void What_nothing_can_be_learnt_from_is_refused(string content, string fault)
    {
        using var sample = new Sample(content);
        Assert.AreEqual(fault, sample.Fault(() => CompletionTable.Read(sample.Path)));
    }

    [TestMethod]
    public void One_column_is_not_both()
    {
        using var sample = new Sample("A\tB\na\tb\n");
        Assert.AreEqual(
            "the column 'A' of 'FILE' was named twice; prompt and completion are columns of their own.",
            sample.Fault(() => CompletionTable.Read(sample.Path, new CompletionTableOptions { Prompt = "A", Completion = "1" })));
    }

    [TestMethod]
    public void One_prompt_cannot_be_split()
    {
        using var sample = new Sample("prompt\tcompletion\na\t b\na\t c\n");
        Assert.StartsWith("all rows of 'FILE' have the same prompt, ", sample.Fault(() => CompletionTable.Read(sample.Path).Split(0.5, seed: 1)));
    }
}

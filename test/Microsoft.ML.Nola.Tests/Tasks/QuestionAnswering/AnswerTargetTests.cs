using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Models;
using Microsoft.ML.Nola.Tasks.QuestionAnswering;
using Microsoft.ML.Nola.Text;
using Microsoft.ML.Nola.Training;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Tasks.QuestionAnswering;

/// <summary>The characters of an answer as units, and the windows that a row that trains keeps.</summary>
[TestClass]
public sealed class AnswerTargetTests
{
    private static readonly string[] Words = [.. TinyBackbone.Words.Take(100)];
    private static readonly string Context = string.Join(' ', Words);

    [TestMethod]
    [DataRow(0, 4, 0, 0)]
    [DataRow(5, 9, 1, 2)]
    [DataRow(6, 1, 1, 1, DisplayName = "a part of a word is the word")]
    [DataRow(4, 1, 1, 0, DisplayName = "a space is nothing")]
    [DataRow(3, 3, 0, 1, DisplayName = "parts of two words are both")]
    public void Characters_become_the_units_that_hold_them(int start, int length, int first, int last)
    {
        TokenRows rows = QuestionLayoutTests.Create(32);
        rows.Add("baba bace badi", "bafo");
        AnswerTarget? target = new AnswerTarget(new TextSpan(start, length)).In(rows.TokensOf(0, 0));
        Assert.AreEqual(last < first ? null : new AnswerSpan(first, last), target?.Answer);
        Assert.AreEqual(last < first ? null : 3, target?.Units);
    }

    [TestMethod]
    [DataRow(0, 1)]
    [DataRow(50, 3)]
    [DataRow(99, 1)]
    [DataRow(10, 60, DisplayName = "an answer longer than any window")]
    public void A_row_that_trains_keeps_the_windows_in_which_the_answer_begins_and_ends(int word, int count)
    {
        int start = Words.Take(word).Sum(static text => text.Length + 1);
        int length = Words.Skip(word).Take(count).Sum(static text => text.Length + 1) - 1;
        TokenRows rows = QuestionLayoutTests.Create(16);
        using var labelled = new LabelledRows<AnswerTarget>(rows, trains: true);
        for (int i = 0; i < 2; i++)
        {
            labelled.Add(new TextInput(Context, "bafo"), new AnswerTarget(new TextSpan(start, length)), align: static (target, tokens) => target.In(tokens)!);
            AnswerTarget target = labelled.Targets[i];
            TextSpan[] spans = rows.SpansOf(i);
            Assert.IsInRange(1, 2, rows.SequencesOf(i));
            Assert.HasCount(target.Units, spans);
            Assert.AreEqual(Words[word], Context.Substring(spans[target.Answer.First].Start, spans[target.Answer.First].Length));
            Assert.AreEqual(start + length, spans[target.Answer.Last].End);

            // What is read is still the word that the span names.
            var batch = (TokenBatch)rows.ToBatch([i]);
            string[] read = [.. batch.ReadPositions!.Select(position => TinyBackbone.Words[batch.InputIds.Span[position] - 5])];
            CollectionAssert.AreEqual(spans.Select(static span => Context.Substring(span.Start, span.Length)).ToArray(), read);
        }

        TrainingSet<AnswerTarget> set = labelled.ToTrainingSet();
        Assert.AreEqual(2 * labelled.Targets[0].Units, ((TokenBatch)set.Rows.ToBatch([0, 1])).ReadPositions!.Length);
    }

    [TestMethod]
    public void A_row_to_measure_with_keeps_all_windows()
    {
        TokenRows rows = QuestionLayoutTests.Create(16);
        using var labelled = new LabelledRows<AnswerTarget>(rows, trains: false);
        labelled.Add(new TextInput(Context, "bafo"), new AnswerTarget(new TextSpan(0, 4)), align: static (target, tokens) => target.In(tokens)!);
        Assert.AreEqual(100, labelled.Targets[0].Units);
        Assert.AreEqual(100, rows.FeaturesOf(0));
    }
}

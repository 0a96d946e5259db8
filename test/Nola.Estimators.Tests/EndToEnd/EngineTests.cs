using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;
using Nola.Testing;
using TorchSharp;

namespace Nola.Estimators.Tests.EndToEnd;

[TestClass]
public sealed class EngineTests
{
    private static readonly Row[] Rows = [.. TinyFixture.Rows(12)];

    [TestMethod]
    public void Sixteen_threads_with_an_engine_each_score_the_bits_of_one_alone()
    {
        using var guard = new TensorGuard();
        using var fixture = new TinyFixture();
        using NolaTextClassificationTransformer model = fixture.Trainer().Fit(fixture.Keyed(24));
        int[] alone = EngineBits.Alone(fixture.Context, model, Rows);
        EngineBits.OnThreads(16, _ =>
        {
            using PredictionEngine<Row, Scored> engine = Shared(fixture, model);
            for (int round = 0; round < 3; round++)
            {
                CollectionAssert.AreEqual(alone, EngineBits.Of(engine, Rows));
            }
        });
    }

    /// <summary>An engine disposes its transformer by default, so each of these takes the backbone from under the others.</summary>
    [TestMethod]
    public void Engines_that_are_disposed_while_others_predict_disturb_none()
    {
        using var guard = new TensorGuard();
        using var fixture = new TinyFixture();
        using NolaTextClassificationTransformer model = fixture.Trainer().Fit(fixture.Keyed(24));
        int[] alone = EngineBits.Alone(fixture.Context, model, Rows);
        int disposed = 0;
        EngineBits.OnThreads(8, thread =>
        {
            for (int round = 0; round < 6; round++)
            {
                using PredictionEngine<Row, Scored> engine = Owning(fixture, model);
                CollectionAssert.AreEqual(alone, EngineBits.Of(engine, Rows.Take(12)), $"thread {thread}, round {round}");
                Interlocked.Increment(ref disposed);
            }
        });
        Assert.AreEqual(48, disposed);
        CollectionAssert.AreEqual(alone, EngineBits.Alone(fixture.Context, model, Rows), "the model serves after all of them");
    }

    [TestMethod]
    public void Engines_may_be_disposed_in_any_order()
    {
        using var guard = new TensorGuard();
        using var fixture = new TinyFixture();
        using NolaTextClassificationTransformer model = fixture.Trainer().Fit(fixture.Keyed(24));
        int[] alone = EngineBits.Alone(fixture.Context, model, Rows);
        foreach (int[] order in (int[][])[[0, 1, 2], [2, 1, 0], [1, 2, 0]])
        {
            PredictionEngine<Row, Scored>[] engines = [Owning(fixture, model), Shared(fixture, model), Owning(fixture, model)];
            foreach (int at in order)
            {
                foreach (PredictionEngine<Row, Scored> engine in engines.Where(static engine => engine is not null))
                {
                    CollectionAssert.AreEqual(alone, EngineBits.Of(engine, Rows));
                }

                engines[at].Dispose();
                engines[at] = null!;
            }
        }
    }

    /// <summary>What is checked is whether the tensors stay: the backbone is held by its stage alone.</summary>
    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void An_engine_frees_the_backbone_where_it_owns_the_transformer(bool owns)
    {
        using var guard = new TensorGuard();
        using var fixture = new TinyFixture();
        using NolaTextClassificationTransformer model = fixture.Trainer(OwnBackbone(fixture)).Fit(fixture.Keyed(24));
        long free = torch.Tensor.TotalCount;
        PredictionEngine<Row, Scored> engine = fixture.Context.Model.CreatePredictionEngine<Row, Scored>(
            model, new PredictionEngineOptions { OwnsTransformer = owns });
        int[] bits = EngineBits.Of(engine, Rows);
        Assert.IsGreaterThan(free, torch.Tensor.TotalCount);
        engine.Dispose();
        Assert.AreEqual(owns, torch.Tensor.TotalCount == free, "the backbone is free");
        CollectionAssert.AreEqual(bits, EngineBits.Alone(fixture.Context, model, Rows));
    }

    /// <summary>
    /// ML.NET's chain hands on the first Dispose only. A chain that is used after it holds its backbone until the stage itself is disposed, or collected.
    /// </summary>
    [TestMethod]
    public void A_chain_hands_on_one_dispose()
    {
        using var guard = new TensorGuard();
        using var fixture = new TinyFixture();
        var model = fixture.Pipeline(OwnBackbone(fixture)).Fit(fixture.Data(24));
        long free = torch.Tensor.TotalCount;
        int[] bits = EngineBits.Alone(fixture.Context, model, Rows);
        long held = torch.Tensor.TotalCount;
        Assert.IsGreaterThan(free, held);
        Owning(fixture, model).Dispose();
        Assert.AreEqual(free, torch.Tensor.TotalCount);

        CollectionAssert.AreEqual(bits, EngineBits.Alone(fixture.Context, model, Rows));
        Owning(fixture, model).Dispose();
        model.Dispose();
        Assert.AreEqual(held, torch.Tensor.TotalCount);
        model.GetNolaTransformers().Single().Dispose();
        Assert.AreEqual(free, torch.Tensor.TotalCount);
    }

    [TestMethod]
    public void An_engine_of_a_reloaded_model_scores_the_same_bits()
    {
        using var fixture = new TinyFixture();
        int[] bits;
        using (NolaTextClassificationTransformer model = fixture.Trainer().Fit(fixture.Keyed(24)))
        {
            bits = EngineBits.Alone(fixture.Context, model, Rows);
            fixture.Context.Model.Save(model, fixture.Data(1).Schema, fixture.File("model.zip"));
        }

        fixture.Context.SetNolaOptions(new NolaEnvironmentOptions { BackboneFolders = { fixture.BackboneFolder } });
        ITransformer loaded = fixture.Context.Model.Load(fixture.File("model.zip"), out DataViewSchema schema);
        CollectionAssert.AreEqual(bits, EngineBits.Alone(fixture.Context, loaded, Rows));
        using PredictionEngine<Row, Scored> engine = fixture.Context.Model.CreatePredictionEngine<Row, Scored>(loaded, schema);
        CollectionAssert.AreEqual(bits, EngineBits.Of(engine, Rows), "with the schema of the zip");
    }

    /// <summary>Types whose members have other names than the columns, as a user's often do.</summary>
    [TestMethod]
    public void An_engine_takes_schema_definitions()
    {
        using var fixture = new TinyFixture();
        using NolaTextClassificationTransformer model = fixture.Trainer().Fit(fixture.Keyed(24));
        int[] bits = EngineBits.Alone(fixture.Context, model, Rows);
        SchemaDefinition input = SchemaDefinition.Create(typeof(Message));
        input[nameof(Message.Body)].ColumnName = "Text";
        input[nameof(Message.Kind)].ColumnName = "Tag";
        SchemaDefinition output = SchemaDefinition.Create(typeof(Verdict));
        output[nameof(Verdict.Probabilities)].ColumnName = "Score";
        using PredictionEngine<Message, Verdict> engine = fixture.Context.Model.CreatePredictionEngine<Message, Verdict>(
            model, inputSchemaDefinition: input, outputSchemaDefinition: output);
        CollectionAssert.AreEqual(
            bits, Rows.SelectMany(row => engine.Predict(new Message { Body = row.Text }).Probabilities).Select(BitConverter.SingleToInt32Bits).ToArray());
    }

    private static PredictionEngine<Row, Scored> Owning(TinyFixture fixture, ITransformer model) =>
        fixture.Context.Model.CreatePredictionEngine<Row, Scored>(model);

    private static PredictionEngine<Row, Scored> Shared(TinyFixture fixture, ITransformer model) =>
        fixture.Context.Model.CreatePredictionEngine<Row, Scored>(model, new PredictionEngineOptions { OwnsTransformer = false });

    /// <summary>Over a backbone that no other test of the run holds.</summary>
    private static NolaTextClassificationOptions OwnBackbone(TinyFixture fixture)
    {
        NolaTextClassificationOptions options = fixture.Options();
        options.Backbone = BackboneReference.FromFolder(TinyBackbone.Write(fixture.File("own"), seed: 501));
        return options;
    }

    private sealed class Message
    {
        public string Body { get; set; } = "";

        public string Kind { get; set; } = "";
    }

    private sealed class Verdict
    {
        public float[] Probabilities { get; set; } = [];
    }
}

using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Microsoft.ML.Nola.Adapters.Peft;
using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Checkpoints;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Adapters;

/// <summary>Folders that PEFT 0.21 wrote, read over their backbones, give PEFT's numbers.</summary>
[TestClass]
public sealed class PeftFolderTests
{
    private const double Tolerance = 1e-4;

    /// <summary>Here, since a test that expects an exception would take the one that skips it for another.</summary>
    [TestInitialize]
    public void SkipWithoutReferenceMaterial() => Repository.Shared();

    [TestMethod]
    [DataRow("bert", "lora", 4)]
    [DataRow("bert", "layer1-key", 1)]
    [DataRow("bert", "regex", 2)]
    [DataRow("distilbert", "bias-lora-only", 4)]
    [DataRow("gpt2", "lora", 12)]
    [DataRow("llama", "all-linear", 12)]
    [DataRow("llama", "patterns", 14)]
    [DataRow("roberta", "rslora", 12)]
    [DataRow("vit", "classifier", 4)]
    [DataRow("vit", "old-names", 4)]
    public void A_folder_of_PEFT_gives_its_hidden_states_and_logits(string modelType, string adapter, int modules)
    {
        using var guard = new TensorGuard();
        using PeftModel model = PeftModel.OfFixture(modelType, adapter);
        using Fixture reference = Fixture.Shared("peft", modelType, "io.safetensors");
        ModelInput batch = modelType == "vit" ? Pixels(reference) : Batch(reference);
        adapter = adapter == "old-names" ? "classifier" : adapter;

        (float[] hidden, float[] logits) = model.Compute(batch);

        Assert.HasCount(modules, model.Adapter.Plan.Sites);
        Near.WithinAbsolute(PeftModel.RealTokens(reference.Singles(adapter + ".last_hidden_state"), batch), hidden, Tolerance, "hidden states");
        float[] expected = reference.Singles(adapter + ".logits");
        expected = model.Backbone.HasLanguageModelHead ? PeftModel.RealTokens(expected, batch) : expected;
        Near.WithinAbsolute(expected, logits, Tolerance, "logits");
    }

    /// <summary>A fused map is adapted as a whole: its slices have one A, and their rows of B.</summary>
    [TestMethod]
    public void The_slices_of_GPT_2_s_fused_map_share_PEFTs_factors()
    {
        using var guard = new TensorGuard();
        using PeftModel model = PeftModel.OfFixture("gpt2", "lora");
        CollectionAssert.AreEqual(
            (string[])["h.0.attn.c_attn:q", "h.0.attn.c_attn:k", "h.0.attn.c_attn:v", "h.0.attn.c_proj", "h.0.mlp.c_fc", "h.0.mlp.c_proj"],
            model.Adapter.Plan.Sites.Take(6).Select(static site => site.Path).ToArray());
    }

    [TestMethod]
    public void DoRA_is_refused_by_name() => Assert.Contains(
        "sets use_dora", Assert.ThrowsExactly<NolaCompatibilityException>(() => PeftModel.OfFixture("llama", "dora").Dispose()).Message);

    [TestMethod]
    public void A_head_with_a_layer_before_the_last_keeps_PEFTs_names()
    {
        using PeftModel model = PeftModel.OfFixture("distilbert", "bias-lora-only");
        CollectionAssert.AreEqual(
            (string[])["head.weight", "head.bias", "pre_classifier.bias", "pre_classifier.weight"],
            model.Adapter.Head.Select(static tensor => tensor.Name).ToArray());
        Assert.HasCount(4, model.Loaded.Biases);
    }

    /// <summary>PEFT's lists have no fixed order, and a folder may name its base by a path of another machine.</summary>
    [TestMethod]
    public void What_was_read_is_written_as_PEFT_reads_it_and_reads_as_before()
    {
        foreach (string adapter in (string[])["lora", "layer1-key", "regex"])
        {
            using PeftModel first = PeftModel.OfFixture("bert", adapter);
            IReadOnlyDictionary<string, byte[]> files = AdapterFolder.Write(first.Adapter);
            using SafetensorsFile weights = SafetensorsFile.Parse(files[AdapterFolder.WeightsFileName], "memory");
            JsonNode keys = JsonNode.Parse(File.ReadAllText(Repository.Shared("fixtures", "peft", "keys.json")))!["bert"]![adapter]!["adapter_tensors"]!;
            CollectionAssert.AreEqual(
                keys.AsObject().Select(static key => $"{key.Key}: F32 [{string.Join(", ", key.Value!.AsArray())}]").Order(StringComparer.Ordinal).ToArray(),
                weights.Tensors.Values.Select(static entry => entry.ToString()).Order(StringComparer.Ordinal).ToArray());
            Assert.IsNull(first.Adapter.BackboneName);

            using var again = new PeftModel(
                Repository.Shared("fixtures", "peft", "bert", "base"), backbone => AdapterFolder.Load(files, "memory", backbone.Identity, backbone.Sites));
            CollectionAssert.AreEqual(first.Adapter.Coefficients, again.Adapter.Coefficients);
            CollectionAssert.AreEqual(first.Adapter.Plan.Sites.ToArray(), again.Adapter.Plan.Sites.ToArray());
            CollectionAssert.AreEqual(first.Adapter.Coefficients, AdapterFolder.Read(files, "memory", first.Backbone.Identity).Coefficients);
        }
    }

    [TestMethod]
    [DataRow("no-peft-type", "adapter_config.json", "peft_type")]
    [DataRow("peft-type-unknown", "adapter_config.json", "WIZARDRY")]
    [DataRow("rank-zero", "adapter_config.json", "'r' is 0")]
    [DataRow("rank-mismatch", "adapter_model.safetensors", "not of rank 8")]
    [DataRow("no-target", "adapter_model.safetensors", "'nope'")]
    [DataRow("b-missing", "adapter_model.safetensors", "lora_A without lora_B")]
    [DataRow("wrong-width", "adapter_model.safetensors", "[48, 48]")]
    [DataRow("no-weights", "adapter_model.safetensors", "it is missing")]
    public void A_malformed_folder_is_refused_with_file_and_fault(string name, string file, string fault)
    {
        NolaException refusal = Assert.Throws<NolaException>(() => LoadMalformed(name).Dispose());
        Assert.Contains($"{name}/{file}", refusal.Message.Replace('\\', '/'));
        Assert.Contains(fault, refusal.Message);
    }

    /// <summary>Nothing is left out when files are added to the reference material.</summary>
    [TestMethod]
    public void Every_malformed_folder_is_judged_as_its_manifest_says()
    {
        JsonArray manifest = Entries(JsonNode.Parse(File.ReadAllText(Repository.Shared("fixtures", "malformed", "manifest.json")))!);
        string[][] cases =
        [
            .. manifest.Where(static entry => (string?)entry!["kind"] == "adapter")
                .Select(static entry => (string[])[(string)entry!["path"]!, (string)entry["must"]!]),
        ];
        Assert.IsNotEmpty(cases);
        foreach (string[] entry in cases)
        {
            bool isTaken = true;
            try
            {
                LoadMalformed(Path.GetFileName(entry[0])).Dispose();
            }
            catch (NolaException)
            {
                isTaken = false;
            }

            Assert.AreEqual(entry[1] == "accept", isTaken, entry[0]);
        }
    }

    [TestMethod]
    public void A_folder_without_a_head_is_read_without_one()
    {
        using PeftModel model = LoadMalformed("valid");
        Assert.IsEmpty(model.Adapter.Head);
        Assert.HasCount(4, model.Adapter.Plan.Sites);
        JsonNode config = JsonNode.Parse(AdapterFolder.Write(model.Adapter)[AdapterFolder.ConfigFileName])!;
        Assert.IsNull(config["modules_to_save"]);
        Assert.AreEqual("FEATURE_EXTRACTION", (string?)config["task_type"]);
    }

    [TestMethod]
    public void A_pickle_is_not_read()
    {
        using var folder = new TemporaryFolder();
        File.Copy(Repository.Shared("fixtures", "peft", "bert", "lora", "adapter_config.json"), folder.File("adapter_config.json"));
        File.WriteAllText(folder.File("adapter_model.bin"), "anything");
        Assert.Contains("pickle", Assert.ThrowsExactly<NolaCompatibilityException>(() => AdapterFolder.Load(folder.Path, "0123", [])).Message);
    }

    /// <summary>
    /// PEFT scales a module by its alpha / r, or its alpha / sqrt(r) with use_rslora; the first key that matches counts. Each row is a change of the
    /// configuration and the scales that PEFT's rules give query and value of the layers 0 and 1.
    /// </summary>
    [TestMethod]
    [DataRow("{}", 2.0, 2.0, 2.0, 2.0)]
    [DataRow("""{"use_rslora":true}""", 4.0, 4.0, 4.0, 4.0)]
    [DataRow("""{"alpha_pattern":{"value":16}}""", 2.0, 4.0, 2.0, 4.0)]
    [DataRow("""{"alpha_pattern":{"layer\\.1\\.attention\\.self\\.query":1, "query":16}}""", 4.0, 2.0, 0.25, 2.0)]
    [DataRow("""{"alpha_pattern":{"uery":16}}""", 2.0, 2.0, 2.0, 2.0)]
    [DataRow("""{"alpha_pattern":{".*layer.0.*":16, "encoder.layer.1.attention.self.(query|key)":1}}""", 4.0, 4.0, 0.25, 2.0)]
    [DataRow("""{"alpha_pattern":{"^bert.encoder.layer.1.*$":16}}""", 2.0, 2.0, 4.0, 4.0)]
    [DataRow("""{"r":8, "rank_pattern":{"query|value":4}, "alpha_pattern":{"value":0.5}, "use_rslora":true}""", 4.0, 0.25, 4.0, 0.25)]
    [DataRow("""{"target_modules":"all-linear"}""", 2.0, 2.0, 2.0, 2.0)]
    [DataRow("""{"target_modules":null}""", 2.0, 2.0, 2.0, 2.0)]
    [DataRow("""{"target_modules":"(?!x).*self.(query|value)"}""", 2.0, 2.0, 2.0, 2.0)]
    [DataRow("""{"init_lora_weights":"gaussian", "lora_dropout":null, "modules_to_save":null, "qalora_group_size":16}""", 2.0, 2.0, 2.0, 2.0)]
    [DataRow("""{"fan_in_fan_out":true}""", 2.0, 2.0, 2.0, 2.0)]
    public void Ranks_and_scales_are_those_of_PEFT(string change, params double[] scales)
    {
        using PeftModel model = LoadChanged(change);
        CollectionAssert.AreEqual(scales, model.Adapter.Plan.Sites.Select(static site => site.Scale).ToArray());

        // And what is written then says the same in PEFT's words.
        IReadOnlyDictionary<string, byte[]> files = AdapterFolder.Write(model.Adapter);
        LoadedAdapter again = AdapterFolder.Load(files, "memory", model.Backbone.Identity, model.Backbone.Sites);
        CollectionAssert.AreEqual(model.Adapter.Plan.Sites.ToArray(), again.Adapter.Plan.Sites.ToArray());
    }

    [TestMethod]
    [DataRow("""{"target_modules":["query"]}""", "self.value', which target_modules does not name")]
    [DataRow("""{"target_modules":".*query"}""", "self.value', which target_modules does not name")]
    [DataRow("""{"bias":"all"}""", "bias to 'all'")]
    [DataRow("""{"use_dora":true}""", "use_dora")]
    [DataRow("""{"lora_alpha":1000000, "use_rslora":true}""", "use_rslora")]
    public void What_cannot_be_computed_is_named(string change, string fault) =>
        Assert.Contains(fault, Assert.Throws<NolaException>(() => LoadChanged(change).Dispose()).Message);

    /// <summary>DoRA's own tensors, a pooler that was trained too, and biases that the configuration does not allow or that do not fit.</summary>
    [TestMethod]
    public void Tensors_that_nobody_would_use_are_named()
    {
        const string Query = "base_model.model.bert.encoder.layer.0.attention.self.query";
        foreach (string name in (string[])[Query + ".lora_magnitude_vector", "base_model.model.bert.pooler.dense.weight"])
        {
            NolaException refusal = Assert.Throws<NolaException>(() => LoadChanged("{}", name, [32]).Dispose());
            Assert.Contains(name, refusal.Message);
        }

        Assert.Contains("bias is 'none'", Assert.ThrowsExactly<CorruptModelException>(
            () => LoadChanged("{}", Query + ".base_layer.bias", [32]).Dispose()).Message);
        Assert.Contains("32 outputs", Assert.ThrowsExactly<CorruptModelException>(
            () => LoadChanged("""{"bias":"lora_only"}""", Query + ".base_layer.bias", [31]).Dispose()).Message);
    }

    /// <summary>A folder that replaces a bias computes what a checkpoint with that bias computes.</summary>
    [TestMethod]
    [DataRow(".base_layer.bias")]
    [DataRow(".bias")]
    public void A_replaced_bias_takes_the_place_of_the_backbones(string suffix)
    {
        using var guard = new TensorGuard();
        const string Module = "bert.encoder.layer.1.attention.self.value";
        using PeftModel replaced = LoadChanged("""{"bias":"lora_only"}""", $"base_model.model.{Module}{suffix}", [32]);
        using var folder = new TemporaryFolder();
        PeftFiles.ChangeBackbone(Repository.Shared("fixtures", "peft", "bert", "base"), folder.Path, Module + ".bias", PeftFiles.Values(32));
        string adapter = Repository.Shared("fixtures", "peft", "bert", "lora");
        using var expected = new PeftModel(folder.Path, backbone => AdapterFolder.Load(adapter, backbone.Identity, backbone.Sites));
        using Fixture reference = Fixture.Shared("peft", "bert", "io.safetensors");
        TokenBatch batch = Batch(reference);

        float[] hidden = replaced.Compute(batch).Hidden;

        Near.WithinAbsolute(expected.Compute(batch).Hidden, hidden, 1e-6, "hidden states");
        float[] plain = PeftModel.RealTokens(reference.Singles("lora.last_hidden_state"), batch);
        Assert.IsGreaterThan(1e-2f, plain.Zip(hidden, static (x, y) => Math.Abs(x - y)).Max(), "the bias is visible");

        // A zip has no place for it.
        string paths = string.Join("\",\"", replaced.Adapter.Plan.TargetModules);
        Dictionary<string, byte[]> files = PeftFiles.Change(
            $$"""{"bias":"lora_only","target_modules":["{{paths}}"]}""", $"base_model.model.{Module}{suffix}", [32]);
        Assert.Contains("bias", Assert.ThrowsExactly<NolaCompatibilityException>(() => AdapterFolder.Read(files, "zip", "0123")).Message);
    }

    /// <summary>PEFT keeps the type that an adapter was trained in.</summary>
    [TestMethod]
    public void Half_precision_is_read()
    {
        using PeftModel single = LoadChanged("{}");
        using SafetensorsFile file = SafetensorsFile.Open(Repository.Shared("fixtures", "peft", "bert", "lora", AdapterFolder.WeightsFileName));
        var writer = new SafetensorsWriter();
        foreach (SafetensorsEntry entry in file.Tensors.Values)
        {
            var values = new float[entry.ElementCount];
            file.ReadSingles(entry, values);
            Half[] halves = [.. values.Select(static value => (Half)value)];
            writer.Add(entry.Name, SafetensorsType.F16, [.. entry.Shape], MemoryMarshal.AsBytes<Half>(halves).ToArray());
        }

        Dictionary<string, byte[]> files = PeftFiles.Change("{}");
        files[AdapterFolder.WeightsFileName] = AdapterTensors.ToBytes(writer);
        LoadedAdapter half = AdapterFolder.Load(files, "memory", single.Backbone.Identity, single.Backbone.Sites);
        CollectionAssert.AreEqual(single.Adapter.Coefficients.Select(static value => (float)(Half)value).ToArray(), half.Adapter.Coefficients);
    }

    /// <summary>A wrapper's prefix is looked past; a path of another tower that ends alike is not taken.</summary>
    [TestMethod]
    public void Modules_are_found_by_what_PEFT_may_call_them()
    {
        using PeftModel model = LoadChanged("{}");
        foreach (string prefix in (string[])["", "bert.", "wrapper.inner.bert."])
        {
            LoadedAdapter loaded = AdapterFolder.Load(
                PeftFiles.Rename("bert.encoder", prefix + "encoder"), "memory", model.Backbone.Identity, model.Backbone.Sites);
            CollectionAssert.AreEqual(model.Adapter.Coefficients, loaded.Adapter.Coefficients, prefix);
        }

        Assert.Contains("'text_model.encoder", Assert.ThrowsExactly<NolaCompatibilityException>(
            () => AdapterFolder.Load(PeftFiles.Rename("bert.encoder", "text_model.encoder"), "memory", model.Backbone.Identity, model.Backbone.Sites)).Message);
    }

    private static PeftModel LoadChanged(string change, string? added = null, long[]? shape = null) => new(
        Repository.Shared("fixtures", "peft", "bert", "base"),
        backbone => AdapterFolder.Load(PeftFiles.Change(change, added, shape), "changed", backbone.Identity, backbone.Sites));

    private static JsonArray Entries(JsonNode manifest) => manifest as JsonArray ?? manifest["files"]!.AsArray();

    private static PeftModel LoadMalformed(string name) => new(
        Repository.Shared("fixtures", "peft", "bert", "base"),
        backbone => AdapterFolder.Load(Repository.Shared("fixtures", "malformed", "adapter", name), backbone.Identity, backbone.Sites));

    /// <summary>An adapter that a published guide for transformers 4 made is the one of today, and is saved in the words of today.</summary>
    [TestMethod]
    public void An_adapter_in_the_words_of_transformers_4_is_saved_in_those_of_5()
    {
        using var guard = new TensorGuard();
        using PeftModel current = PeftModel.OfFixture("vit", "classifier");
        using PeftModel old = PeftModel.OfFixture("vit", "old-names");
        CollectionAssert.AreEqual(current.Adapter.Coefficients, old.Adapter.Coefficients);
        CollectionAssert.AreEqual(current.Adapter.Plan.Sites.ToArray(), old.Adapter.Plan.Sites.ToArray());
        Assert.AreEqual("vit.layers.0.attention.q_proj", old.Adapter.Plan.Sites[0].PeftPath);
        IReadOnlyDictionary<string, byte[]> files = AdapterFolder.Write(old.Adapter);
        CollectionAssert.AreEqual(AdapterFolder.Write(current.Adapter)[AdapterFolder.WeightsFileName], files[AdapterFolder.WeightsFileName]);
        CollectionAssert.AreEqual(old.Adapter.Coefficients, AdapterFolder.Read(files, "memory", old.Backbone.Identity).Coefficients);
    }

    private static PixelBatch Pixels(Fixture reference)
    {
        int[] shape = reference.Shape("input.pixel_values");
        return new PixelBatch(reference.Singles("input.pixel_values"), shape[0], shape[1], shape[2], shape[3]);
    }

    private static TokenBatch Batch(Fixture reference)
    {
        int[] shape = reference.Shape("input.input_ids");
        return new TokenBatch(reference.Ints("input.input_ids"), reference.Ints("input.attention_mask"), shape[0], shape[1]);
    }
}

using System.CommandLine;
using Nola.Bench;
using Nola.Bench.Gate;
using Nola.Bench.Guard;
using Nola.Bench.Images;
using Nola.Bench.Language;
using Nola.Bench.Neighbours;
using Nola.Bench.Predictions;
using Nola.Bench.Scores;
using Nola.Bench.Serving;
using Nola.Bench.Starts;
using Nola.Bench.Steps;
using Nola.Bench.Tasks;

// dotnet run -c Release --project bench/Nola.Bench -- NAME
// A benchmark is a static class with a Run method in a file of its own, and a line here; --help lists them. DATASETS is the folder of the data sets, GRAPH a file of
// MiniLM as ONNX.
var benchmarks = new RootCommand("Benchmarks of NOLA for ML.NET; each prints comma-separated values.")
{
    // A step of training
    BenchCommand.Of("accumulation", "A step in micro-batches beside a whole one.", AccumulationBenchmark.Run),
    BenchCommand.Of("compute-type", "MiniLM in bfloat16 beside single precision: WHAT is step, fit or score.", ComputeTypeBenchmark.Run),
    BenchCommand.Of("frozen-layers", "Epochs with the states below the adapters kept, and without.", FrozenLayersBenchmark.Run),
    BenchCommand.Of(
        "step", "A step of each method beside the frozen model's.", StepBenchmark.Run,
        BenchCommand.Of("memory", "The memory that a side's steps take; SIDE may be all.", StepBenchmark.Memory)),

    // Bases
    BenchCommand.Of("basis", "Expand and Contract.", BasisBenchmark.Run),

    // Scores and predictions
    BenchCommand.Of(
        "predict", "One prediction after another, beside ONNX Runtime.",
        static (string datasets, string graph, int? threads = null, int? callers = null) =>
            PredictionBenchmark.Run(datasets, graph, threads is int count ? [count] : [1, 2], callers is int some ? [some] : [1, 4]),
        BenchCommand.Own("measure", PredictionSides.Measure)),
    BenchCommand.Of("scale", "The memory of Transform over many rows.", ScaleBenchmark.Run),
    BenchCommand.Of(
        "score", "Transform, beside ONNX Runtime.", static (string datasets, string graph) => ScoreBenchmark.Run(datasets, graph, threads: [1, 2]),
        BenchCommand.Own("measure", ScoreBenchmark.Measure)),
    BenchCommand.Of(
        "start", "From the start of a process to its first prediction, beside ONNX Runtime.",
        static (string datasets, string graph) => StartBenchmark.Run(datasets, graph, Environment.ProcessorCount),
        BenchCommand.Own("measure", StartBenchmark.Measure)),

    // A process that serves
    BenchCommand.Of(
        "busy", "A fit, Transform and predictions beside busy processes; POLICIES: libgomp, product, passive, threads=N, spins=N.", BusyBenchmark.Run,
        BenchCommand.Own("measure", BusyBenchmark.Measure),
        BenchCommand.Own("neighbour", BusyBenchmark.KeepBusy)),
    BenchCommand.Of("gate", "Callers at once, with the gate and without.", GateBenchmark.Run, BenchCommand.Own("measure", GateBenchmark.Measure)),
    BenchCommand.Of("memory", "The memory of many models over one backbone.", MemoryBenchmark.Run, BenchCommand.Own("serve", MemoryBenchmark.Serve)),
    BenchCommand.Of("requests", "A model loaded for each request.", RequestBenchmark.Run, BenchCommand.Own("serve", RequestBenchmark.Serve)),

    // Language models
    BenchCommand.Of("completions", "What settings of an adapter give on E2E, such as \"steps=120 seed=1 r=4 rate=5e-3\".", CompletionBenchmark.Run),
    BenchCommand.Of(
        "generate", "Tokens a second beside LLamaSharp; SIDE, such as Int8 or BFloat16, measures that one alone.",
        static (string model, int threads, string? side = null) =>
        {
            if (side is null)
            {
                GenerationBenchmark.Run(model, threads, rounds: 3);
            }
            else
            {
                GenerationBenchmark.Measure(model, threads, side);
            }
        }),
    BenchCommand.Of("quantisation", "Memory, time and loss with a base in fewer bits: WHAT is base, step, step-checkpointed or fit; NAME is None, Int8 or Nf4.", QuantisationBenchmark.Measure),
    BenchCommand.Of("training", "Tokens a second of a step beside the frozen model's passes.", TrainingBenchmark.Run),

    // Images
    BenchCommand.Of(
        "images", "Images a second beside ONNX Runtime.",
        static (string model, int? rows = null, int? threads = null) =>
            ImageBenchmark.Run(model, rows is int some ? [some] : [1, 16], threads is int count ? [count] : [1, 2]),
        BenchCommand.Of("ahead", "Decoding ahead of the network, for photos of sizes such as 1600x1200.", AheadBenchmark.Run),
        BenchCommand.Of("check", "The graphs and the product beside the reference implementation.", ImageCheck.Run),
        BenchCommand.Of("memory", "Memory while COUNT images are scored.", ImageStageBenchmark.Memory),
        BenchCommand.Of("parts", "What decoding and resizing take.", ImageStageBenchmark.Parts),
        BenchCommand.Of("train", "Images a second of a step of each method.", ImageStageBenchmark.Train),
        BenchCommand.Own("measure", ImageBenchmark.Measure)),

    // What tasks reach
    BenchCommand.Of("task-entities", "Entities of WNUT 2017, by method and seeds.", TaskEntitiesBenchmark.Run),
    BenchCommand.Of("task-multi-label", "GoEmotions, by method (stock, probe, nola) and seed.", MultiLabelBenchmark.Run),
    BenchCommand.Of("task-qa", "Questions of squad-few, by method (or sentence).", QuestionBenchmark.Run),
    BenchCommand.Of("task-regression", "Pairs of STS, by methods and rows=N, dev=N, epochs=N, seeds=N,N.", TaskRegressionBenchmark.Run),

#if TOKENIZERS
    BenchCommand.Of("tokenizers", "Tokenizers beside Hugging Face's own.", TokenizerBenchmark.Run),
#endif

    BenchCommand.Of("guard", "Ratios beside recorded ones; fails at 15 % behind.", GuardBenchmark.Run),
};
return benchmarks.Parse(args).Invoke();

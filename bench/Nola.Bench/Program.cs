using Nola.Bench;
using Microsoft.ML.Nola;
using Nola.Bench.Guard;
using Nola.Bench.Images;
using Nola.Bench.Predictions;
using Nola.Bench.Scores;
using Nola.Bench.Starts;
using Nola.Bench.Steps;

// dotnet run -c Release --project bench/Nola.Bench -- NAME
// A benchmark is a static class in a file of its own with a Run method, and a line here.
switch (args)
{
    case ["accumulation"]:
        AccumulationBenchmark.Run();
        return 0;
    case ["basis"]:
        BasisBenchmark.Run();
        return 0;
    case ["busy", "neighbour"]:
        BusyBenchmark.KeepBusy();
        return 0;
    case ["busy", "measure"]:
        BusyBenchmark.Measure();
        return 0;
    case ["busy"]:
        BusyBenchmark.Run(3, []);
        return 0;
    case ["busy", string rounds, .. string[] policies]:
        BusyBenchmark.Run(int.Parse(rounds, System.Globalization.CultureInfo.InvariantCulture), policies);
        return 0;
    case ["completions", string model, string rows, .. string[] settings]:
        CompletionBenchmark.Run(model, rows, settings);
        return 0;
    case ["compute-type", string what, string rounds]:
        ComputeTypeBenchmark.Run(what, int.Parse(rounds, System.Globalization.CultureInfo.InvariantCulture));
        return 0;
    case ["frozen-layers", .. string[] folder]:
        FrozenLayersBenchmark.Run(folder);
        return 0;
    case ["gate"]:
        GateBenchmark.Run();
        return 0;
    case ["gate", string variant, string round, string adapter]:
        GateBenchmark.Measure(variant, round, adapter);
        return 0;
    case ["generate", string model, string threads]:
        GenerationBenchmark.Run(model, int.Parse(threads, System.Globalization.CultureInfo.InvariantCulture), rounds: 3);
        return 0;
    case ["generate", string model, string threads, string side]:
        GenerationBenchmark.Measure(model, int.Parse(threads, System.Globalization.CultureInfo.InvariantCulture), side);
        return 0;
    case ["guard", string record]:
        return GuardBenchmark.Run(record, records: false);
    case ["guard", string record, "record"]:
        return GuardBenchmark.Run(record, records: true);
    case ["images", "ahead", string model, string threads, .. string[] sizes]:
        AheadBenchmark.Run(model, int.Parse(threads, System.Globalization.CultureInfo.InvariantCulture), sizes is [] ? ["500x375", "1600x1200"] : sizes);
        return 0;
    case ["images", "check", string model, string fixture]:
        ImageCheck.Run(model, fixture);
        return 0;
    case ["images", "memory", string model, string folder, string count, string side]:
        ImageStageBenchmark.Memory(
            model, folder, int.Parse(count, System.Globalization.CultureInfo.InvariantCulture), int.Parse(side, System.Globalization.CultureInfo.InvariantCulture));
        return 0;
    case ["images", "parts", string model, string folder]:
        ImageStageBenchmark.Parts(model, folder);
        return 0;
    case ["images", "train", string model, string folder, .. string[] methods]:
        ImageStageBenchmark.Train(model, folder, methods);
        return 0;
    case ["images", string model]:
        ImageBenchmark.Run(model, rows: [1, 16], threads: [1, 2]);
        return 0;
    case ["images", string model, string rows, string threads]:
        ImageBenchmark.Run(
            model, [int.Parse(rows, System.Globalization.CultureInfo.InvariantCulture)], [int.Parse(threads, System.Globalization.CultureInfo.InvariantCulture)]);
        return 0;
    case ["images", string model, string pixels, string rows, string threads]:
        ImageBenchmark.Measure(
            model, pixels, int.Parse(rows, System.Globalization.CultureInfo.InvariantCulture), int.Parse(threads, System.Globalization.CultureInfo.InvariantCulture));
        return 0;
    case ["memory"]:
        MemoryBenchmark.Run();
        return 0;
    case ["memory", string zip]:
        MemoryBenchmark.Serve(zip);
        return 0;
    case ["predict", string datasets, string graph]:
        PredictionBenchmark.Run(datasets, graph, threads: [1, 2], callers: [1, 4]);
        return 0;
    case ["predict", string datasets, string graph, string threads, string callers]:
        PredictionBenchmark.Run(
            datasets,
            graph,
            [int.Parse(threads, System.Globalization.CultureInfo.InvariantCulture)],
            [int.Parse(callers, System.Globalization.CultureInfo.InvariantCulture)]);
        return 0;
    case ["predict", "measure", string side, string type, string zip, string sentences, string callers]:
        PredictionSides.Measure(side, Enum.Parse<ComputeType>(type), zip, sentences, int.Parse(callers, System.Globalization.CultureInfo.InvariantCulture));
        return 0;
    case ["quantisation", "fit", string folder, string numberType, string data, string steps, string draw]:
        QuantisationBenchmark.Measure(
            "fit",
            folder,
            numberType,
            data,
            int.Parse(steps, System.Globalization.CultureInfo.InvariantCulture),
            int.Parse(draw, System.Globalization.CultureInfo.InvariantCulture));
        return 0;
    case ["quantisation", string what, string folder, string numberType, .. string[] rest]:
        QuantisationBenchmark.Measure(what, folder, numberType, rest is [string size] ? size : string.Empty);
        return 0;
    case ["requests"]:
        RequestBenchmark.Run();
        return 0;
    case ["requests", string zip, string grace]:
        RequestBenchmark.Serve(zip, grace);
        return 0;
    case ["scale", string count, .. string[] folder]:
        ScaleBenchmark.Run(int.Parse(count, System.Globalization.CultureInfo.InvariantCulture), folder.FirstOrDefault());
        return 0;
    case ["score", "measure", string type, string zip, string sentences]:
        ScoreBenchmark.Measure(Enum.Parse<ComputeType>(type), zip, sentences);
        return 0;
    case ["score", string datasets, string graph]:
        ScoreBenchmark.Run(datasets, graph, threads: [1, 2]);
        return 0;
    case ["start", "measure", string zip, string sentences]:
        StartBenchmark.Measure(zip, sentences);
        return 0;
    case ["start", string datasets, string graph]:
        StartBenchmark.Run(datasets, graph, threads: Environment.ProcessorCount);
        return 0;
    case ["step", "memory", string side]:
        StepBenchmark.Memory(side);
        return 0;
    case ["step", .. string[] data]:
        StepBenchmark.Run(data.FirstOrDefault());
        return 0;
    case ["task-qa", string folder, string method, string epochs, string seed]:
        QuestionBenchmark.Run(folder, method, epochs, seed);
        return 0;
    case ["task-multi-label", string folder, .. string[] chosen]:
        MultiLabelBenchmark.Run(folder, chosen);
        return 0;
    case ["task-entities", string folder, .. string[] chosen]:
        TaskEntitiesBenchmark.Run(folder, chosen);
        return 0;
    case ["task-regression", string folder, .. string[] chosen]:
        TaskRegressionBenchmark.Run(folder, chosen);
        return 0;
    case ["training", string folder, string data]:
        TrainingBenchmark.Run(folder, data);
        return 0;
#if TOKENIZERS
    case ["tokenizers", .. string[] count]:
        TokenizerBenchmark.Run(count is [string texts] ? int.Parse(texts, System.Globalization.CultureInfo.InvariantCulture) : 100_000);
        return 0;
#endif
    default:
        Console.Error.WriteLine(
            "Which benchmark? One of: accumulation; basis; busy [ROUNDS [POLICY...]]; completions MODEL DATA SETTINGS...; compute-type step|fit|score ROUNDS; frozen-layers [BACKBONE]; gate; generate MODEL THREADS [llama or None or Int8 or Nf4 or BFloat16]; guard FILE [record]; images MODEL [ROWS THREADS]; images ahead MODEL THREADS [WIDTHxHEIGHT...]; images check MODEL FIXTURE; images memory MODEL IMAGES COUNT SIDE; images parts MODEL IMAGES; images train MODEL IMAGES [METHOD...]; memory; predict DATASETS GRAPH [THREADS CALLERS]; quality DATASETS [METHOD or DATA] [draw=N]; "
            + "quantisation base|step|step-checkpointed|fit FOLDER NUMBERS [DATA [STEPS DRAW]]; requests; "
            + "scale ROWS [BACKBONE]; score DATASETS GRAPH; start DATASETS GRAPH; step [DATASETS]; step memory SIDE|all; tokenizers [TEXTS] (Linux on x64); task-regression DATASETS [METHOD...] [rows=N] [dev=N] [epochs=N] [seeds=N,N];"
            + " task-entities DATASETS [METHOD [SEED...]];"
            + " task-multi-label DATASETS [stock or probe or nola [SEED]];"
            + " task-qa DATASETS sentence|LinearProbe|Nola|... EPOCHS SEED; training FOLDER E2E");
        return 1;
}

using System.CommandLine;
using System.Text;
using Microsoft.ML.Nola;
using Nola.Tool.Generating;
using Nola.Tool.Running;

namespace Nola.Tool.Commands;

/// <summary><c>nola generate</c>.</summary>
internal static class GenerateCommand
{
    public static Command Create()
    {
        var model = new Argument<string>("MODEL")
        {
            Description = "A model zip whose stage generates text; or a language model as it is: a Hugging Face folder or a GGUF file.",
        };
        var prompt = new Option<string?>("--prompt") { Description = "What is to be continued; default: each line of standard input.", HelpName = "TEXT" };
        Option<string?> backbone = CommonOptions.Backbone("A folder with the zip's backbone, or the parent of some; default: the usual places.");
        var tokens = new Option<int?>("--max-new-tokens") { Description = "The most tokens of a text; default: what the zip says, else 64.", HelpName = "N" };
        var temperature = new Option<double?>("--temperature")
        {
            Description = "Draw tokens by their probability, the probable ones more often below 1; default: what the zip says, else the most probable each time.",
            HelpName = "T",
        };
        var seed = new Option<int?>("--seed") { Description = "The seed of the draws.", HelpName = "N" };
        tokens.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is < 1)
            {
                result.AddError("--max-new-tokens must be 1 or more.");
            }
        });
        temperature.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double?>() is <= 0 or > 100)
            {
                result.AddError("--temperature must be above 0 and at most 100.");
            }
        });
        var command = new Command("generate", "Continues texts, and writes as it goes.") { model, prompt, backbone, tokens, temperature, seed };
        command.SetAction(async (parsed, _) =>
        {
            Machine.Check();
            using var interruption = new Interruption("Stopping ...");
            using NolaTextGenerationTransformer stage = TextModel.Load(parsed.GetRequiredValue(model), parsed.GetValue(backbone));
            NolaGenerationOptions options = stage.Generation;
            options.MaxNewTokens = parsed.GetValue(tokens) ?? options.MaxNewTokens;
            options.Seed = parsed.GetValue(seed) ?? options.Seed;
            if (parsed.GetValue(temperature) is { } chosen)
            {
                (options.DoSample, options.Temperature) = (true, chosen);
            }

            foreach (string text in parsed.GetValue(prompt) is { } only ? [only] : Lines())
            {
                await foreach (string piece in stage.GenerateAsync(text, options, interruption.Token).ConfigureAwait(false))
                {
                    Console.Out.Write(piece);
                    Console.Out.Flush();
                }

                Console.Out.WriteLine();
            }

            return ExitCodes.Done;
        });
        return command;
    }

    private static IEnumerable<string> Lines()
    {
        using var reader = new StreamReader(Console.OpenStandardInput(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true));
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0)
            {
                yield return line;
            }
        }
    }
}

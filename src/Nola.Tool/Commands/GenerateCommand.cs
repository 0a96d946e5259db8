using System.CommandLine;
using System.CommandLine.Parsing;
using Microsoft.ML.Nola;
using Microsoft.ML.Nola.Generation;
using Microsoft.ML.Nola.Models;
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
        var input = new Option<string?>("--input") { Description = "A file of prompts, one a line; they are continued many at a time.", HelpName = "FILE" };
        var chat = new Option<bool>("--chat") { Description = "Each line is what the user of a chat says next, in the form that the model was trained on." };
        var system = new Option<string?>("--system") { Description = "The system's message of a chat, which comes first.", HelpName = "TEXT" };
        Option<string?> backbone = CommonOptions.Backbone("A folder with the zip's backbone, or the parent of some; default: the usual places.");
        Option<string?> quantization = CommonOptions.BaseQuantization();
        var settings = new GenerationArguments();
        var command = new Command("generate", "Continues texts, or chats, and writes as it goes.") { model, prompt, input, chat, system, backbone, quantization };
        settings.AddTo(command);
        command.Validators.Add(result => Exclude(result, prompt, input));
        command.Validators.Add(result =>
        {
            if (result.GetResult(system) is not null && result.GetResult(chat) is null)
            {
                result.AddError("--system goes with --chat.");
            }
        });
        command.SetAction(async (parsed, _) =>
        {
            Machine.Check();
            using var interruption = new Interruption("Stopping ...");
            string path = parsed.GetRequiredValue(model);
            string? file = parsed.GetValue(input);
            bool isChat = parsed.GetValue(chat);
            using NolaTextGenerationTransformer stage = TextModel.Load(
                path, parsed.GetValue(backbone), CommonOptions.ParseQuantization(parsed.GetValue(quantization)));
            NolaGenerationOptions options = stage.Generation;
            if (settings.Apply(parsed, options) is { } unused)
            {
                Console.Error.WriteLine(unused);
            }

            IEnumerable<string> lines = parsed.GetValue(prompt) is { } only ? [only] : PromptLines.Read(file, isChat ? "> " : null);
            if (isChat)
            {
                var conversation = new Chat(stage, path, parsed.GetValue(system), Console.Error);
                await WriteAsync(lines, line => conversation.AnswerAsync(line, options, interruption.Token)).ConfigureAwait(false);
            }
            else if (file is not null)
            {
                WriteAll(stage, options, lines, interruption.Token);
            }
            else
            {
                await WriteAsync(lines, line => stage.GenerateAsync(line, options, interruption.Token)).ConfigureAwait(false);
            }

            return ExitCodes.Done;
        });
        return command;
    }

    private static void Exclude(CommandResult result, Option first, Option second)
    {
        if (result.GetResult(first) is not null && result.GetResult(second) is not null)
        {
            result.AddError($"{first.Name} and {second.Name} exclude each other.");
        }
    }

    private static async Task WriteAsync(IEnumerable<string> lines, Func<string, IAsyncEnumerable<string>> answer)
    {
        foreach (string line in lines)
        {
            await foreach (string piece in answer(line).ConfigureAwait(false))
            {
                Console.Out.Write(piece);
                Console.Out.Flush();
            }

            Console.Out.WriteLine();
        }
    }

    /// <summary>Continues a batch of prompts at a time, which takes a fraction of the time that one after another takes.</summary>
    private static void WriteAll(NolaTextGenerationTransformer stage, NolaGenerationOptions options, IEnumerable<string> lines, CancellationToken cancellation)
    {
        using NolaTextGenerationTransformer batches = stage.WithGeneration(options);
        long row = 0;
        foreach (string[] some in lines.Chunk(TextGenerator.StandardBatchSize))
        {
            foreach (string text in batches.Stage.Score(TextInput.All(some), row, cancellation.ThrowIfCancellationRequested).Texts)
            {
                Console.Out.WriteLine(text);
            }

            row += some.Length;
        }
    }
}

using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Nola.Tool.Inspecting;
using Nola.Tool.Running;

namespace Nola.Tool.Commands;

/// <summary><c>nola inspect</c>.</summary>
internal static class InspectCommand
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create()
    {
        var path = new Argument<string>("PATH") { Description = "A model zip, an adapter folder, a backbone folder, or a GGUF file." };
        Option<string?> backbone = CommonOptions.Backbone("A folder with the model's backbone, or the parent of some; default: the usual places.");
        Option<bool> json = CommonOptions.Json();
        var command = new Command("inspect", "Says what a model zip, an adapter folder, a backbone folder or a GGUF file is.") { path, backbone, json };
        command.SetAction(parsed =>
        {
            JsonObject inspection = Inspection.Of(parsed.GetRequiredValue(path), parsed.GetValue(backbone));
            Console.Out.WriteLine(parsed.GetValue(json) ? inspection.ToJsonString(Indented) : InspectionText.Of(inspection));
            return ExitCodes.Done;
        });
        return command;
    }
}

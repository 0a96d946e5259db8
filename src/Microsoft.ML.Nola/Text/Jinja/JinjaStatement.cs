namespace Microsoft.ML.Nola.Text.Jinja;

/// <summary>A statement of a template that was read: writes, sets, and says where it goes on.</summary>
internal delegate JinjaFlow JinjaStatement(JinjaRun run);

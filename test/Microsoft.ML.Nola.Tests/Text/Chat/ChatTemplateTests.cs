using System.Text.Json;
using Microsoft.ML.Nola.Tests.Text.Jinja;
using Microsoft.ML.Nola.Text;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Text.Chat;

/// <summary>What the publishers of models say that a conversation looks like, against what their templates give here.</summary>
[TestClass]
public sealed class ChatTemplateTests
{
    private static readonly Dictionary<string, string> Tokens = new(StringComparer.Ordinal) { ["bos_token"] = "<s>", ["eos_token"] = "</s>" };

    [TestMethod]
    [DataRow("llama2", "<s>[INST] <<SYS>>\nBe brief.\n<</SYS>>\n\nHi [/INST] Hello </s><s>[INST] Bye [/INST]")]
    [DataRow(
        "llama3",
        "<s><|start_header_id|>system<|end_header_id|>\n\nBe brief.<|eot_id|><|start_header_id|>user<|end_header_id|>\n\nHi<|eot_id|>"
        + "<|start_header_id|>assistant<|end_header_id|>\n\nHello<|eot_id|><|start_header_id|>user<|end_header_id|>\n\nBye<|eot_id|>"
        + "<|start_header_id|>assistant<|end_header_id|>\n\n")]
    [DataRow(
        "llama3.2",
        "<s><|start_header_id|>system<|end_header_id|>\n\nCutting Knowledge Date: December 2023\nToday Date: 05 Mar 2026\n\nBe brief.<|eot_id|>"
        + "<|start_header_id|>user<|end_header_id|>\n\nHi<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\nHello<|eot_id|>"
        + "<|start_header_id|>user<|end_header_id|>\n\nBye<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n")]
    [DataRow(
        "qwen2.5",
        "<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\nHello<|im_end|>\n<|im_start|>user\nBye<|im_end|>\n"
        + "<|im_start|>assistant\n")]
    [DataRow(
        "qwen3",
        "<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\nHello<|im_end|>\n<|im_start|>user\nBye<|im_end|>\n"
        + "<|im_start|>assistant\n")]
    [DataRow("phi3", "<|system|>\nBe brief.<|end|>\n<|user|>\nHi<|end|>\n<|assistant|>\nHello<|end|>\n<|user|>\nBye<|end|>\n<|assistant|>\n")]
    [DataRow("zephyr", "<|system|>\nBe brief.</s>\n<|user|>\nHi</s>\n<|assistant|>\nHello</s>\n<|user|>\nBye</s>\n<|assistant|>\n")]
    [DataRow("mistral-v0.3", "<s>[INST] Hi[/INST] Hello</s>[INST] Be brief.\n\nBye[/INST]")]
    [DataRow("deepseek-r1", "<s>Be brief.<｜User｜>Hi<｜Assistant｜>Hello<｜end▁of▁sentence｜><｜User｜>Bye<｜Assistant｜><think>\n")]
    public void A_conversation_with_a_system_message_looks_as_published(string name, string expected) =>
        Assert.AreEqual(expected, Load(name).Apply([new("system", "Be brief."), new("user", "Hi"), new("assistant", "Hello"), new("user", "Bye")]));

    [TestMethod]
    [DataRow("mistral", "<s>[INST] Hi [/INST]Hello</s>[INST] Bye [/INST]")]
    [DataRow(
        "gemma2",
        "<s><start_of_turn>user\nHi<end_of_turn>\n<start_of_turn>model\nHello<end_of_turn>\n<start_of_turn>user\nBye<end_of_turn>\n<start_of_turn>model\n")]
    [DataRow(
        "gemma3",
        "<s><start_of_turn>user\nHi<end_of_turn>\n<start_of_turn>model\nHello<end_of_turn>\n<start_of_turn>user\nBye<end_of_turn>\n<start_of_turn>model\n")]
    public void A_conversation_looks_as_published(string name, string expected) =>
        Assert.AreEqual(expected, Load(name).Apply([new("user", "Hi"), new("assistant", "Hello"), new("user", "Bye")]));

    [TestMethod]
    public void Without_a_prompt_for_an_answer_the_text_ends_with_the_last_message() =>
        Assert.AreEqual("<|user|>\nHi<|end|>\n<|assistant|>\nHello<|end|>\n</s>", Load("phi3").Apply([new("user", "Hi"), new("assistant", "Hello")], false));

    [TestMethod]
    public void The_chat_of_the_reference_model_comes_out_to_the_letter_and_to_the_token()
    {
        string path = Repository.Shared("fixtures", "real", "smollm2-135m-instruct", "io.json");
        JsonElement expected = JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(path)).GetProperty("cases")[1];
        ChatTemplateMessage[] messages = [new("user", "Name three colours.")];
        Assert.AreEqual(expected.GetProperty("prompt").GetString(), Load("smollm2").Apply(messages));

        string file = Repository.Shared("models", "smollm2-135m-instruct", "SmolLM2-135M-Instruct.Q4_1.gguf");
        ChatTemplate own = ChatTemplate.FromFolder(file)!;
        Assert.AreEqual(expected.GetProperty("prompt").GetString(), own.Apply(messages));
        Assert.AreEqual(own.Apply(messages), ChatTemplate.FromBackbone(BackboneReference.FromFolder(Path.GetDirectoryName(file)!))!.Apply(messages));
        CollectionAssert.AreEqual(
            expected.GetProperty("prompt_ids").EnumerateArray().Select(static id => id.GetInt32()).ToArray(),
            TextTokenizer.FromFolder(file).Encode(own.Apply(messages), addSpecialTokens: false).Ids.ToArray());
        Assert.AreEqual("<|im_start|>", own.SpecialTokens["bos_token"]);
    }

    [TestMethod]
    [DataRow("gemma2", "system", "System role not supported")]
    [DataRow("gemma2", "assistant", "Conversation roles must alternate user/assistant/user/assistant/...")]
    [DataRow("mistral", "assistant", "Conversation roles must alternate user/assistant/user/assistant/...")]
    public void Messages_that_the_template_refuses_are_a_typed_error_with_its_words(string name, string role, string words)
    {
        NolaException exception = Assert.ThrowsExactly<NolaException>(() => Load(name).Apply([new(role, "x")]));
        Assert.AreEqual($"The chat template of 'the given text' refuses these messages: {words}", exception.Message);
    }

    [TestMethod]
    public void Faults_name_the_file_and_the_line()
    {
        using var folder = new TemporaryFolder();
        string path = Write(folder, "chat_template.jinja", "{% for message in messages %}\n{{ message|nosuch }}{% endfor %}");
        NolaCompatibilityException fault = Assert.Throws<NolaCompatibilityException>(() => ChatTemplate.FromFolder(folder.Path));
        Assert.AreEqual($"The chat template of '{path}' cannot be used: line 2: the filter 'nosuch' is not one that this version knows.", fault.Message);
        fault = Assert.Throws<NolaCompatibilityException>(() => ChatTemplate.Parse("{{ messages[0].content.x.y }}").Apply([new("user", "x")]));
        Assert.AreEqual(
            "The chat template of 'the given text' cannot be rendered with these messages: line 1: 'x' is undefined, so it has no 'y'.", fault.Message);
    }

    [TestMethod]
    public void The_file_of_its_own_wins_over_the_tokenizer_s_configuration_and_that_over_the_older_file()
    {
        using var folder = new TemporaryFolder();
        Assert.IsNull(ChatTemplate.FromFolder(folder.Path));
        string Apply() => ChatTemplate.FromFolder(folder.Path)!.Apply([new("user", "x")]);
        Write(folder, "chat_template.json", """{"chat_template": "older {{ bos_token }}"}""");
        Assert.AreEqual("older ", Apply());
        Write(folder, "tokenizer_config.json", """{"chat_template": "config {{ bos_token }}", "bos_token": {"content": "<b>"}}""");
        Assert.AreEqual("config <b>", Apply());
        Write(folder, "chat_template.jinja", "own {{ bos_token }}");
        Assert.AreEqual("own <b>", Apply());
    }

    [TestMethod]
    public void Of_several_templates_the_default_one_is_taken()
    {
        using var folder = new TemporaryFolder();
        Write(folder, "tokenizer_config.json", """{"chat_template": [{"name": "rag", "template": "r"}, {"name": "default", "template": "d"}]}""");
        Assert.AreEqual("d", ChatTemplate.FromFolder(folder.Path)!.Apply([]));
        string path = Write(folder, "tokenizer_config.json", """{"chat_template": [{"name": "rag", "template": "r"}, {"name": "tool_use", "template": "t"}]}""");
        Assert.AreEqual(
            $"'{path}' has 2 chat templates, and none is named 'default': rag, tool_use. Give the text of one of them.",
            Assert.Throws<NolaCompatibilityException>(() => ChatTemplate.FromFolder(folder.Path)).Message);
    }

    [TestMethod]
    public void Faulty_files_and_arguments_are_refused()
    {
        using var folder = new TemporaryFolder();
        Write(folder, "tokenizer_config.json", """{"chat_template": 3}""");
        Assert.Throws<CorruptModelException>(() => ChatTemplate.FromFolder(folder.Path));
        File.WriteAllBytes(folder.File("chat_template.jinja"), [0xc3, 0x28]);
        Assert.Contains("it is not UTF-8", Assert.Throws<CorruptModelException>(() => ChatTemplate.FromFolder(folder.Path)).Message);
        File.WriteAllBytes(folder.File("chat_template.jinja"), new byte[2 << 20]);
        Assert.Contains("at most", Assert.Throws<CorruptModelException>(() => ChatTemplate.FromFolder(folder.Path)).Message);
        Assert.Throws<DirectoryNotFoundException>(() => ChatTemplate.FromFolder(folder.File("none")));
        Assert.Throws<ArgumentNullException>(() => ChatTemplate.Parse(null!));
        Assert.Throws<ArgumentNullException>(() => ChatTemplate.Parse("").Apply(null!));
        Assert.Throws<ArgumentException>(() => new ChatTemplateMessage("", "x"));
    }

    private static string Write(TemporaryFolder folder, string name, string text)
    {
        File.WriteAllText(folder.File(name), text);
        return folder.File(name);
    }

    private static ChatTemplate Load(string name) => ChatTemplate.Parse(File.ReadAllText(Path.Combine(JinjaCase.Folder, name + ".jinja")), Tokens, JinjaCase.Time);
}

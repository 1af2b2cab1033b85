using Xunit;

namespace Orchestrator.Unit.Tokenization;

/// <summary>What the files beside a tokenizer.json say of the beginning, the end and the chat template.</summary>
public sealed class HuggingFaceMarksTests
{
    private const string Template = """{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<s>"}},{"Sequence":{"id":"A"}},{"SpecialToken":{"id":"</s>"}}],"special_tokens":{"<s>":{"id":"<s>","ids":[1]},"</s>":{"id":"</s>","ids":[2]}}}""";

    private static TokenizerFolder Folder() => new("<s>", "</s>", "<e>", "a");

    [Fact]
    public void The_template_goes_around_a_prompt()
    {
        var tokenizer = Folder().With("post_processor", $$"""{"type":"Sequence","processors":[{"type":"ByteLevel"},{{Template}}]}""").WithFile("tokenizer_config.json", """{"bos_token":"<s>"}""").Load();
        Assert.Equal([1, 4, 2], tokenizer.Encode("a", addSpecial: true, parseSpecial: false));
        Assert.Equal([1, 4, 2], tokenizer.Encode("<s>a", addSpecial: true, parseSpecial: true));
        Assert.Equal([4], tokenizer.Encode("a", addSpecial: false, parseSpecial: true));
        Assert.True(tokenizer.AddBos);
    }

    [Fact]
    public void The_configuration_wins_over_the_template()
    {
        var tokenizer = Folder().With("post_processor", Template).WithFile("tokenizer_config.json", """{"bos_token":"<s>","eos_token":{"content":"</s>"},"add_bos_token":false,"add_eos_token":true}""").Load();
        Assert.Equal([4, 2], tokenizer.Encode("a", addSpecial: true, parseSpecial: true));
        Assert.False(tokenizer.AddBos);
        tokenizer = Folder().WithFile("tokenizer_config.json", """{"bos_token":"<s>","add_bos_token":true}""").Load();
        Assert.Equal([1, 4], tokenizer.Encode("a", addSpecial: true, parseSpecial: true));
    }

    [Fact]
    public void Marks_are_named_in_either_of_two_files_and_numbered_in_others()
    {
        var tokenizer = Folder().WithFile("special_tokens_map.json", """{"bos_token":{"content":"<s>","lstrip":false},"eos_token":"</s>"}""")
            .WithFile("generation_config.json", """{"bos_token_id":1,"eos_token_id":[3,2]}""").Load();
        Assert.Equal(1, tokenizer.BosId);
        Assert.Equal("<s>", tokenizer.BosText);
        Assert.Equal("</s>", tokenizer.EosText);
        Assert.Equal([2, 3], tokenizer.EndIds);

        tokenizer = Folder().WithFile("config.json", """{"bos_token_id":1,"eos_token_id":3}""").Load();
        Assert.Equal(1, tokenizer.BosId);
        Assert.Null(tokenizer.BosText);
        Assert.Equal([3], tokenizer.EndIds);
    }

    [Fact]
    public void A_named_mark_is_special_even_if_tokenizer_json_forgot_it()
    {
        var tokenizer = Folder().WithFile("tokenizer_config.json", """{"eos_token":"</s>"}""").Load();
        Assert.Equal([4, 2], tokenizer.Encode("a</s>", addSpecial: false, parseSpecial: true));
        Assert.Equal("a", tokenizer.Decode([4, 2]));
    }

    [Fact]
    public void A_mark_of_a_known_name_ends_an_answer()
    {
        var folder = Folder();
        var end = folder.AddToken("<|im_end|>", "\"special\":true");
        Assert.Equal([end], folder.Load().EndIds);
    }

    [Fact]
    public void The_chat_template_is_a_file_or_a_setting_or_the_default_of_several()
    {
        Assert.Null(Folder().Load().ChatTemplate);
        var folder = Folder().WithFile("tokenizer_config.json", """{"chat_template":"one"}""");
        Assert.Equal("one", folder.Load().ChatTemplate);
        Assert.Equal("file", folder.WithFile("chat_template.jinja", "file").Load().ChatTemplate);
        folder = Folder().WithFile("tokenizer_config.json", """{"chat_template":[{"name":"tool_use","template":"t"},{"name":"default","template":"d"}]}""");
        Assert.Equal("d", folder.Load().ChatTemplate);
    }
}

using Orchestrator.Gateway.Templates;
using Xunit;

namespace Orchestrator.Unit.Templates;

/// <summary>What a person reads when a template does not work.</summary>
public sealed class ErrorTests
{
    [Theory]
    [InlineData("a\n{% include 'x' %}", 2, "the tag 'include' is not supported")]
    [InlineData("{% block x %}{% endblock %}", 1, "the tag 'block' is not supported")]
    [InlineData("\n\n{% fro x %}", 3, "unknown tag 'fro'")]
    [InlineData("{% if a %}\n{% endfor %}", 2, "unknown tag 'endfor'; 'elif' or 'else' or 'endif' is expected here")]
    [InlineData("{% for x in y %}\n", 1, "the template ends where 'else' or 'endfor' is expected")]
    [InlineData("{{ 'a'|nothing }}", 1, "there is no filter 'nothing'")]
    [InlineData("{{\n'a' is nothing }}", 2, "there is no test 'nothing'")]
    [InlineData("{{ 1 ! 2 }}", 1, "unexpected character U+0021")]
    [InlineData("{{ (1, 2 }}", 1, "unexpected '}', expected ')'")]
    [InlineData("{{ f(a=1, 2) }}", 1, "a positional argument follows a named one")]
    [InlineData("{{ 1 2 }}", 1, "expected '}}', found '2'")]
    [InlineData("{{ 'a", 1, "a string is not closed")]
    [InlineData("x\n{# a", 2, "a comment is not closed with '#}'")]
    [InlineData("{% break %}", 1, "'break' stands outside a loop")]
    [InlineData("{{ '\\N{DASH}' }}", 1, "strings with \\N{...} are not supported")]
    public void A_template_that_cannot_be_parsed_says_where_and_why(string source, int line, string message) =>
        Check(Assert.Throws<TemplateException>(() => ChatTemplate.Parse(source)), line, message);

    [Theory]
    [InlineData("a\n{{ x.y }}", 2, "'x' is undefined")]
    [InlineData("{% set d = {} %}\n\n{{ d.x.y }}", 3, "'dict' object has no attribute 'x'")]
    [InlineData("{{ 'a' + 1 }}", 1, "can only concatenate str (not \"int\") to str")]
    [InlineData("{% macro m(a) %}{% endmacro %}\n{{ m(1, 2) }}", 2, "macro 'm' takes not more than 1 argument(s)")]
    [InlineData("{{ [1]|sort(b=1) }}", 1, "sort takes no argument named 'b'")]
    [InlineData("{{ 'a'.split(1) }}", 1, "a separator must be a string, not 'int'")]
    [InlineData("{{ 1 < 'a' }}", 1, "'<' not supported between instances of 'int' and 'str'")]
    [InlineData("{% set x.y = 1 %}", 1, "'x.y' cannot be set: 'x' is not a namespace")]
    public void A_template_that_fails_on_its_input_says_where_and_why(string source, int line, string message) =>
        Check(Assert.Throws<TemplateException>(() => Chat.Render(source)), line, message);

    [Fact]
    public void A_refusal_is_the_templates_own_message() =>
        Assert.Equal("Only user\nand assistant!", Assert.Throws<TemplateRefusedException>(() => Chat.Render("{{ raise_exception('Only user\\nand assistant!') }}")).Message);

    private static void Check(TemplateException error, int line, string message)
    {
        Assert.Equal(line, error.Line);
        Assert.Equal($"chat template line {line}: {message}", error.Message);
    }
}

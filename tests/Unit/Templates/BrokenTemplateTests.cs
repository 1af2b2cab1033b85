using Orchestrator.Gateway.Templates;
using Xunit;

namespace Orchestrator.Unit.Templates;

/// <summary>Damaged templates: whatever is wrong, only a TemplateException comes out.</summary>
public sealed class BrokenTemplateTests
{
    private const string Strange = "{}%#()[]'\"|.,:=-+*/~\\ \n0aé\ud83d";

    private const string Template =
        """
        {#- every construct once -#}
        {%- macro m(a, b=[1, 2.5e-3], c={'k': none}) -%}{{ a ~ b[0:1]|join(',') }}{{ caller() if caller else kwargs }}{%- endmacro -%}
        {%- set ns = namespace(n=0, t="x\n\u00e9") %}{% set x, y = 1, (2, 3) %}{% set z | trim | upper %} block {% endset %}
        {% for k, v in {'a': [1, 2]}.items() if v is sequence and not k == 'b' recursive %}
            {%+ if loop.first and (x + 1) * 2 // 3 % 4 >= -y[0] ** 2 %}{{ k.replace("a", 'b') }}{% elif v is not none %}{% continue %}
            {%- else %}{{ v[::-1] | map('string') | list | tojson(indent=2) }}{% break %}{% endif +%}
            {% set ns.n = ns.n + loop.index0 %}
        {% else %}{% raw %}{{ raw }}{% endraw %}{% endfor %}
        {% call(q) m(1, *[[2]], d=3, **{'e': 4}) %}{{ q }}{% endcall %}{% filter upper %}f{% endfilter %}
        {% with w = 5 %}{{ w is divisibleby 5 }}{% endwith %}{%- generation %}{{ '%s' % 'g' }}{% endgeneration %}
        {{ [1, 2] | selectattr('x', 'defined') | list }}{{ 'a' in 'abc' and 1 not in [2] or 1 < 2 <= 3 }}{{ '{:>4}|{!r}'.format(1, 'q') }}
        """;

    [Fact]
    public void The_whole_template_is_sound() => Assert.NotEqual("", Chat.Render(Template));

    [Fact]
    public void Cut_off_anywhere_it_renders_or_is_one_clear_error()
    {
        for (var length = 0; length < Template.Length; length++) OnlyTemplateErrors(Template[..length]);
        for (var start = 0; start < Template.Length; start++) OnlyTemplateErrors(Template[start..]);
    }

    [Fact]
    public void Damaged_at_random_it_renders_or_is_one_clear_error()
    {
        var random = RandomSeed.New();
        for (var i = 0; i < 5_000; i++) OnlyTemplateErrors(Damaged(random));
    }

    private static string Damaged(Random random)
    {
        var text = Template;
        for (var edits = random.Next(1, 5); edits > 0 && text.Length > 0; edits--)
        {
            var at = random.Next(text.Length);
            var length = Math.Min(random.Next(8), text.Length - at);
            text = random.Next(4) switch
            {
                0 => text.Remove(at, length),
                1 => text.Insert(at, text.Substring(at, length)),
                2 => text.Insert(random.Next(text.Length), text.Substring(at, length)),
                _ => text[..at] + Strange[random.Next(Strange.Length)] + text[(at + 1)..],
            };
        }
        return text;
    }

    private static void OnlyTemplateErrors(string template)
    {
        try
        {
            Chat.Render(template);
        }
        catch (TemplateException e)
        {
            Assert.InRange(e.Line, 1, 100);
            Assert.DoesNotContain('\n', e.Message);
        }
    }
}

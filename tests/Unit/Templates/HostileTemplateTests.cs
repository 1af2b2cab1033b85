using Orchestrator.Gateway.Templates;
using Xunit;

namespace Orchestrator.Unit.Templates;

/// <summary>Templates and inputs that want to hang the gateway, fill its memory or overflow its stack.</summary>
public sealed class HostileTemplateTests
{
    [Theory]
    [InlineData("(", 10_000)]
    [InlineData("[", 10_000)]
    [InlineData("{'a':", 10_000)]
    [InlineData("not ", 10_000)]
    [InlineData("-", 10_001)]
    [InlineData("f(", 10_000)]
    [InlineData("a[", 10_000)]
    [InlineData("1 if 1 else ", 10_000)]
    [InlineData("1 + ", 10_000)]
    [InlineData("1 ** ", 10_000)]
    [InlineData("x or ", 10_000)]
    [InlineData("'a'|default(", 10_000)]
    public void Deeply_nested_expressions_stop_at_a_limit(string piece, int times) =>
        Assert.Throws<TemplateLimitException>(() => ChatTemplate.Parse("{{ " + string.Concat(Enumerable.Repeat(piece, times))));

    [Theory]
    [InlineData(".a")]
    [InlineData("[0]")]
    [InlineData("()")]
    [InlineData("|trim")]
    public void Long_chains_behind_an_operand_stop_at_a_limit(string piece) =>
        Assert.Throws<TemplateLimitException>(() => ChatTemplate.Parse("{{ x" + string.Concat(Enumerable.Repeat(piece, 10_000)) + " }}"));

    [Theory]
    [InlineData("{% if a %}")]
    [InlineData("{% for a in b %}")]
    [InlineData("{% macro a() %}")]
    [InlineData("{% filter trim %}")]
    [InlineData("{% set x %}")]
    [InlineData("{% for ((((((((a")]
    public void Deeply_nested_blocks_stop_at_a_limit(string piece) =>
        Assert.ThrowsAny<TemplateException>(() => ChatTemplate.Parse(string.Concat(Enumerable.Repeat(piece, 10_000))));

    [Fact]
    public void A_template_longer_than_the_limit_is_not_read() =>
        Assert.Throws<TemplateLimitException>(() => ChatTemplate.Parse(new string('x', 2_000_000)));

    [Theory]
    [InlineData("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}")]
    [InlineData("{% macro a() %}{{ b() }}{% endmacro %}{% macro b() %}{{ a() }}{% endmacro %}{{ a() }}")]
    [InlineData("{% macro m() %}{% call m() %}{{ caller }}{% endcall %}{% endmacro %}{{ m() }}")]
    [InlineData("{% for x in [1] recursive %}{{ loop([1]) }}{% endfor %}")]
    [InlineData("{% macro m() %}{{ ((((((((((((((((((((((((((((((((m() ~ '')))))))))))))))))))))))))))))))) }}{% endmacro %}{{ m() }}")]
    public void Endless_recursion_stops_at_a_limit(string template) => Limited(template);

    [Theory]
    [InlineData("{% set l = [] %}{% set _ = l.append(l) %}{{ l }}")]
    [InlineData("{% set l = [] %}{% set _ = l.append(l) %}{{ l|tojson }}")]
    [InlineData("{% set l = [] %}{% set _ = l.append(l) %}{% set m = [] %}{% set _ = m.append(m) %}{{ l == m }}")]
    [InlineData("{% set l = [] %}{% set _ = l.append(l) %}{% set m = [] %}{% set _ = m.append(m) %}{{ l < m }}")]
    [InlineData("{% set d = {} %}{% set _ = d.update(a=d) %}{{ d }}")]
    [InlineData("{% set ns = namespace(t=()) %}{% for i in range(90000) %}{% set ns.t = (ns.t,) %}{% endfor %}{{ {ns.t: 1} }}")]
    [InlineData("{% set ns = namespace(t=[]) %}{% for i in range(90000) %}{% set ns.t = [ns.t] %}{% endfor %}{{ ns.t }}")]
    [InlineData("{% set ns = namespace(g=[1]) %}{% for i in range(90000) %}{% set ns.g = ns.g|map('string') %}{% endfor %}{{ ns.g|list }}")]
    [InlineData("{% set ns = namespace(g=[1]) %}{% for i in range(90000) %}{% set ns.g = ns.g|select %}{% endfor %}{{ ns.g|first }}")]
    [InlineData("{% set ns = namespace(g=[1]) %}{% for i in range(90000) %}{% set ns.g = ns.g|batch(2) %}{% endfor %}{% for x in ns.g %}{% endfor %}")]
    [InlineData("{% set l = [1] %}{% set _ = l.extend([l, l, l, l, l, l, l, l]) %}{{ l }}")]
    [InlineData("{% set ns = namespace() %}{% set ns.ns = ns %}{{ ns }}{{ [ns] }}")]
    public void Values_that_hold_themselves_or_nest_without_end_stop_at_a_limit(string template) => Limited(template);

    [Theory]
    [InlineData("{{ 'a' * 999999999999 }}")]
    [InlineData("{{ 'abcdefgh' * 10000000 }}")]
    [InlineData("{{ [0] * 999999999999 }}")]
    [InlineData("{{ ([0] * 1000000) * 1000000 }}")]
    [InlineData("{% set ns = namespace(s='ab') %}{% for i in range(100) %}{% set ns.s = ns.s ~ ns.s %}{% endfor %}")]
    [InlineData("{% set ns = namespace(s='ab') %}{% for i in range(100) %}{% set ns.s = ns.s + ns.s %}{% endfor %}")]
    [InlineData("{% set ns = namespace(l=[1]) %}{% for i in range(100) %}{% set ns.l = ns.l + ns.l %}{% endfor %}")]
    [InlineData("{% set ns = namespace(s='a') %}{% for i in range(100) %}{% set ns.s = ns.s|replace('a', 'aaaaaaaaaa') %}{% endfor %}")]
    [InlineData("{% set ns = namespace(s='a') %}{% for i in range(100) %}{% set ns.s = ns.s.join([ns.s, ns.s, ns.s]) %}{% endfor %}")]
    [InlineData("{{ 'a'.center(2000000000) }}")]
    [InlineData("{{ '{:2000000000}'.format('a') }}")]
    [InlineData("{{ '%2000000000d' % 1 }}")]
    [InlineData("{{ 'a\nb'|indent(2000000000) }}")]
    [InlineData("{{ [1]|tojson(indent=2000000000) }}")]
    [InlineData("{{ [1]|batch(2000000000, 'x')|list }}")]
    [InlineData("{% set s = 'a' * 10000000 %}{% set l = [] %}{% for i in range(1000) %}{% set _ = l.append(s ~ i) %}{% endfor %}")]
    [InlineData("{% for i in range(100000) %}{{ 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' * 100 }}{% endfor %}")]
    public void Giant_values_stop_at_a_limit(string template) => Limited(template);

    [Theory]
    [InlineData("{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}")]
    [InlineData("{% for i in range(99999) %}{{ range(99999)|sum }}{% endfor %}")]
    [InlineData("{% for i in range(99999) if i in range(99999) and false %}{% endfor %}")]
    [InlineData("{% set l = [1] %}{% for x in l %}{% set _ = l.append(x) %}{% endfor %}")]
    [InlineData("{% set s = 'a' * 16000000 %}{% for i in range(99999) %}{{ 'b' in s }}{% endfor %}")]
    [InlineData("{% set s = 'a' * 8000000 %}{% set t = s[1:] ~ 'b' %}{% for i in range(99999) %}{{ t in s }}{% endfor %}")]
    [InlineData("{% set s = 'a' * 16000000 %}{% set t = s ~ '' %}{% for i in range(99999) %}{{ s == t }}{% endfor %}")]
    [InlineData("{% set s = ('🚀' * 1000000) %}{% for i in range(99999) %}{{ s|length }}{{ s[-1] }}{% endfor %}")]
    [InlineData("{% set s = 'a' * 1000000 %}{% set d = {s: 1} %}{% for i in range(99999) %}{{ d[s] }}{% endfor %}")]
    [InlineData("{% set l = range(90000)|list %}{% for i in range(99999) %}{{ l.insert(0, 1) }}{{ l.pop(0) }}{{ l|sort|first }}{% endfor %}")]
    [InlineData("{% set s = ' ' * 10000000 %}{% for i in range(99999) %}{{ s.split() }}{{ s.strip() }}{{ s|trim }}{% endfor %}")]
    public void Endless_work_stops_at_a_limit(string template) =>
        Assert.Throws<TemplateLimitException>(() => Chat.Render(template, limits: new TemplateLimits { Steps = 2_000_000 }));

    [Theory]
    [InlineData("{{ 9 ** 99999 }}")]
    [InlineData("{% set ns = namespace(n=3) %}{% for i in range(100) %}{% set ns.n = ns.n * ns.n %}{% endfor %}")]
    [InlineData("{% set ns = namespace(n=1) %}{% for i in range(99999) %}{% set ns.n = ns.n + ns.n %}{% endfor %}")]
    [InlineData("{{ range(0, 10 ** 30) }}")]
    [InlineData("{{ '%.999999999f' % 1.5 }}")]
    [InlineData("{{ 1.5|round(999999999) }}")]
    public void Giant_numbers_are_one_clear_error(string template) => Assert.ThrowsAny<TemplateException>(() => Chat.Render(template));

    [Fact]
    public void A_deeply_nested_message_stops_at_a_limit()
    {
        var deep = new string('[', 900) + new string(']', 900);
        Assert.Throws<TemplateLimitException>(() => Chat.RenderMessages("{{ messages }}", $"[{deep}]"));
    }

    [Fact]
    public void The_limits_are_the_callers()
    {
        const string template = "{% for i in range(10) %}{{ i }}{% endfor %}";
        Assert.Equal("0123456789", Chat.Render(template));
        Assert.Throws<TemplateLimitException>(() => Chat.Render(template, limits: new TemplateLimits { Steps = 10 }));
        Assert.Throws<TemplateLimitException>(() => Chat.Render(template, limits: new TemplateLimits { TextLength = 5 }));
        Assert.Throws<TemplateLimitException>(() => Chat.Render(template, limits: new TemplateLimits { Memory = 10 }));
        Assert.Throws<TemplateLimitException>(() => Chat.Render(template, limits: new TemplateLimits { Nesting = 1 }));
        Assert.Throws<TemplateLimitException>(() => Chat.Render(template, limits: new TemplateLimits { SourceLength = 5 }));
    }

    private static void Limited(string template) => Assert.Throws<TemplateLimitException>(() => Chat.Render(template));
}

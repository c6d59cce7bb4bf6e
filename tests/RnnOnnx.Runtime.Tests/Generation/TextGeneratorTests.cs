using FluentAssertions;
using RnnOnnx.Generation;
using RnnOnnx.Inference;
using RnnOnnx.Packages;
using RnnOnnx.Runtime.Tests.Fixtures;
using Xunit;

namespace RnnOnnx.Runtime.Tests.Generation;

public sealed class TextGeneratorTests : IDisposable
{
    private static readonly GenerationOptions Greedy = new() { Temperature = 0 };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("", "data")]
    [InlineData("d", "ata")]
    [InlineData("da", "ta")]
    [InlineData("dat", "a")]
    [InlineData("data", "")]
    public void The_text_goes_on_from_the_prompt_to_its_end(string prompt, string expected)
    {
        using var generator = Data();

        generator.Generate(prompt, Greedy).Should().Be(expected, "the second 'a' ends the word only when the states have counted every step of the prompt and of the text");
    }

    [Fact]
    public void Signs_never_come_even_where_the_model_finds_them_likeliest()
    {
        using var generator = Data();

        generator.Generate("", new GenerationOptions { Temperature = 1, Seed = 1 }).Should().Be("data", "padding, start and unknown have logits of 300 beside the 150 of the right character");
    }

    [Fact]
    public void A_text_stops_at_the_maximum_length()
    {
        using var generator = Data();
        using var noise = Noise();

        generator.Generate("", Greedy with { MaximumLength = 3 }).Should().Be("dat", "the caller sets the limit");
        generator.Generate("", Greedy with { MaximumLength = 4 }).Should().Be("data", "a text may be just as long as the limit");
        Runes(noise.Generate("", new GenerationOptions { Seed = 1 })).Should().HaveCount(200, "a model that never ends must not run for ever");
        Runes(noise.Generate("dat", new GenerationOptions { Seed = 1, MaximumLength = 1000 })).Should().HaveCount(1000, "the limit is in characters, and the prompt is none of them");
    }

    [Fact]
    public void A_prompt_with_characters_that_the_model_lacks_is_no_error()
    {
        using var generator = Data();

        generator.Generate("d\ud800\ud800a", Greedy).Should().Be("", "unknown characters are steps too: the 'a' is the fifth, and after five the text is at its end");
        generator.Pipeline.Encode("dZ😀\ud800 ").Should().BeEquivalentTo(new { Ids = new[] { 1, 4, 3, 9, 3, 7 }, Unknown = 2, Cut = 0 }, "a character beyond U+FFFF is one character, half of one is unknown");
    }

    [Fact]
    public void The_same_seed_gives_the_same_text_and_another_one_another()
    {
        using var noise = Noise();

        var text = noise.Generate("da", new GenerationOptions { Seed = 42 });

        noise.Generate("da", new GenerationOptions { Seed = 42 }).Should().Be(text, "a text must be there to be made again");
        noise.Generate("da", new GenerationOptions { Seed = 43 }).Should().NotBe(text, "another seed is another text");
        noise.Generate("da").Should().NotBe(noise.Generate("da"), "without a seed each text is another one");
        noise.Generate("", new GenerationOptions { TopK = 1, Seed = 1, MaximumLength = 5 }).Should().Be("xxxxx", "one candidate is the likeliest, the last of the vocabulary here");
        Runes(noise.Generate("", new GenerationOptions { TopK = 2, Seed = 1 })).Distinct().Should().BeEquivalentTo(["x", "😀"], "two candidates are the two likeliest");
    }

    [Fact]
    public async Task A_stream_has_the_characters_of_the_whole_text_each_by_itself()
    {
        using var noise = Noise();
        var options = new GenerationOptions { Seed = 7, MaximumLength = 300 };
        var stream = noise.GenerateAsync("d", options);

        var characters = await Collect(stream);

        string.Concat(characters).Should().Be(noise.Generate("d", options), "streaming changes when a character comes and not which");
        characters.Should().Equal(Runes(string.Concat(characters)), "a surrogate pair must not be torn apart").And.Contain("😀", "the test needs one to show it");
        (await Collect(stream)).Should().Equal(characters, "reading a stream again must not go on from where the states were left");
        using var data = Data();
        (await Collect(data.GenerateAsync("da", Greedy))).Should().Equal(["t", "a"], "the end ends the stream and is no character");
    }

    [Fact]
    public async Task Cancelling_stops_between_two_characters()
    {
        using var noise = Noise();
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        using var later = new CancellationTokenSource();
        var endless = new GenerationOptions { Seed = 1, MaximumLength = int.MaxValue };
        var count = 0;

        var whole = () => noise.Generate("", endless, cancelled.Token);
        var stream = async () =>
        {
            await foreach (var _ in noise.GenerateAsync("", endless).WithCancellation(later.Token))
            {
                if (++count == 10)
                {
                    await later.CancelAsync();
                }
            }
        };
        var argument = () => Collect(noise.GenerateAsync("", endless, cancelled.Token));

        whole.Should().Throw<OperationCanceledException>("nobody waits for the text any more");
        await stream.Should().ThrowAsync<OperationCanceledException>("nobody waits for the text any more");
        await argument.Should().ThrowAsync<OperationCanceledException>("the token of the call counts as well as that of the reader");
        count.Should().Be(10, "no character comes after the cancellation");
    }

    [Fact]
    public async Task Texts_made_at_the_same_time_do_not_disturb_each_other()
    {
        using var noise = Noise();
        var expected = Enumerable.Range(0, 40).Select(seed => noise.Generate("d", new GenerationOptions { Seed = seed })).ToArray();

        var texts = await Task.WhenAll(Enumerable.Range(0, 40).Select(seed => Task.Run(() => noise.Generate("d", new GenerationOptions { Seed = seed }))));

        texts.Should().Equal(expected, "each text has a state of its own");
    }

    [Fact]
    public async Task A_disposed_generator_says_so_even_in_the_middle_of_a_text()
    {
        var noise = Noise();
        var reader = noise.GenerateAsync("", new GenerationOptions { MaximumLength = int.MaxValue }).GetAsyncEnumerator();
        await reader.MoveNextAsync();
        noise.Dispose();
        noise.Dispose();

        var next = async () => await reader.MoveNextAsync();
        var whole = () => noise.Generate();
        var stream = () => noise.GenerateAsync();

        await next.Should().ThrowAsync<ObjectDisposedException>("a released native session must not be touched");
        whole.Should().Throw<ObjectDisposedException>("a released native session must not be touched").Which.ObjectName.Should().EndWith(nameof(TextGenerator), "the caller must know what was disposed of");
        stream.Should().Throw<ObjectDisposedException>("the mistake shows where it is made");
    }

    [Theory]
    [InlineData("Temperature", -0.1, 1, 1)]
    [InlineData("Temperature", double.NaN, 1, 1)]
    [InlineData("Temperature", double.PositiveInfinity, 1, 1)]
    [InlineData("TopK", 1.0, 0, 1)]
    [InlineData("MaximumLength", 1.0, 1, 0)]
    public void Options_out_of_range_are_named_before_anything_is_read(string option, double temperature, int topK, int maximumLength)
    {
        using var generator = Data();
        var options = new GenerationOptions { Temperature = temperature, TopK = topK, MaximumLength = maximumLength };

        var whole = () => generator.Generate("", options);
        var stream = () => generator.GenerateAsync("", options);

        whole.Should().Throw<ArgumentOutOfRangeException>("the caller must know which option it was").WithParameterName(option);
        stream.Should().Throw<ArgumentOutOfRangeException>("a stream that is returned must be one that can be read").WithParameterName(option);
    }

    [Fact]
    public void A_prompt_that_is_null_or_too_long_is_refused()
    {
        using var generator = Data();

        var none = () => generator.Generate(null!);
        var longest = () => generator.Generate("datadata", Greedy);
        var longer = () => generator.Generate("datadata ", Greedy);

        none.Should().Throw<ArgumentNullException>("null is a mistake in the caller").WithParameterName("prompt");
        longest.Should().NotThrow("the start and eight characters are the model's nine steps");
        longer.Should().Throw<RnnOnnxException>("going on from a prompt that was cut would be some other text").WithMessage("tiny-data: the prompt has 9 characters, and the model takes at most 8; shorten it.");
    }

    [Fact]
    public void A_classifier_and_a_generator_are_not_taken_for_each_other()
    {
        TinyPackage.WriteBag(_folder.Path);
        TinyGenerator.WriteData(_folder.Path);
        using var zoo = ModelZoo.Open(_folder.Path);

        var generator = () => zoo.LoadGenerator("tiny-bag");
        var classifier = () => zoo.LoadClassifier("tiny-data");

        generator.Should().Throw<RnnOnnxException>("a probability is no next character").WithMessage("tiny-bag: *LoadClassifier*'rnnonnx predict tiny-bag'.");
        classifier.Should().Throw<RnnOnnxException>("a next character is no label").WithMessage("tiny-data: *LoadGenerator*'rnnonnx generate tiny-data'.");
    }

    [Fact]
    public void The_provider_is_reported()
    {
        using var generator = Data();

        generator.Provider.Should().Be(new ProviderReport(ExecutionProvider.Cpu, ExecutionProvider.Cpu, "the CPU was asked for"), "the choice is reported");
    }

    [Theory]
    [InlineData(null)]
    [InlineData(3)]
    public void A_character_costs_its_place_in_the_text_and_nothing_else(int? topK)
    {
        using var noise = Noise();
        var longer = new GenerationOptions { Seed = 1, TopK = topK, MaximumLength = 150 };
        var shorter = longer with { MaximumLength = 50 };
        var text = "";

        // In this order: code that is compiled better in the meantime allocates less for each text, which must not look like garbage of the longer ones.
        var few = Allocations.FewestOf(() => noise.Generate("d", shorter));
        var generated = Allocations.FewestOf(() => text = noise.Generate("d", longer)) - few;

        var built = Allocations.FewestOf(() => Build(150)) - Allocations.FewestOf(() => Build(50));
        generated.Should().BeLessThan(built + (100 * 100), "of 100 characters in each of 100 texts none leaves a single byte of garbage, beside the text's own growth");

        string Build(int length)
        {
            var builder = new System.Text.StringBuilder();
            foreach (var rune in text.EnumerateRunes().Take(length))
            {
                builder.Append(rune.Value > char.MaxValue ? "😀" : "x");
            }

            return builder.ToString();
        }
    }

    [Fact]
    public async Task A_text_that_was_begun_may_be_left_after_its_generator()
    {
        var noise = Noise();
        var reader = noise.GenerateAsync("", new GenerationOptions { MaximumLength = int.MaxValue, Seed = 1 }).GetAsyncEnumerator();
        await reader.MoveNextAsync();
        await reader.MoveNextAsync();
        await noise.DisposeAsync();

        var leave = async () => await reader.DisposeAsync();

        await leave.Should().NotThrowAsync("a reader may notice late that its service has gone");
    }

    private TextGenerator Data()
    {
        TinyGenerator.WriteData(_folder.Path);
        return Load("tiny-data");
    }

    private TextGenerator Noise()
    {
        TinyGenerator.WriteNoise(_folder.Path);
        return Load("tiny-noise");
    }

    private TextGenerator Load(string id)
    {
        using var zoo = ModelZoo.Open(_folder.Path);
        return zoo.LoadGenerator(id, ExecutionProvider.Cpu);
    }

    private static string[] Runes(string text) => [.. text.EnumerateRunes().Select(static rune => rune.ToString())];

    private static async Task<List<string>> Collect(IAsyncEnumerable<string> stream)
    {
        var characters = new List<string>();
        await foreach (var character in stream)
        {
            characters.Add(character);
        }

        return characters;
    }
}

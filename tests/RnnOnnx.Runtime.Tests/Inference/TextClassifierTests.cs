using FluentAssertions;
using RnnOnnx.Inference;
using RnnOnnx.Packages;
using RnnOnnx.Runtime.Tests.Fixtures;
using RnnOnnx.Text;
using Xunit;

namespace RnnOnnx.Runtime.Tests.Inference;

public sealed class TextClassifierTests : IDisposable
{
    // Sums and exponentials in single precision against double precision.
    private const float Tolerance = 1e-6f;

    private static readonly string[] Words = ["the", "film", "not", "a", "bad", "at", "all", "don't", "dull", "unheard-of"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_text_gets_the_score_of_the_formula()
    {
        TinyPackage.WriteBag(_folder.Path);
        using var classifier = Load("tiny-bag");

        var prediction = classifier.Predict("Not a bad film, at all: dull, unheard!");

        int[] ids = [1, 6, 7, 8, 5, 9, 10, 2];
        var positive = TinyGraphs.BagProbability(ids);
        prediction.Scores.Should().HaveCount(2, "a binary model still tells the probability of both labels");
        prediction.Scores[1].Should().BeApproximately((float)positive, Tolerance, "the network must see exactly these ids, padded with nothing");
        prediction.Scores[0].Should().BeApproximately((float)(1 - positive), Tolerance, "the two probabilities add up to 1");
        prediction.Label.Should().Be(positive >= 0.5 ? "positive" : "negative", "the label is the likelier one");
        prediction.Score.Should().Be(prediction.Scores.Max(), "the score belongs to the label that is shown");
        (prediction.Tokens, prediction.Unknown, prediction.Cut).Should().Be((8, 2, 0), "a user judges by these how much of the text the model knew");
    }

    [Fact]
    public void A_model_of_several_labels_gives_each_its_probability()
    {
        TinyPackage.WriteTopics(_folder.Path);
        using var classifier = Load("tiny-topics");

        var prediction = classifier.Predict("the film");

        var expected = TinyGraphs.BagProbabilities([1, 4, 5], 3);
        prediction.Scores.Should().HaveCount(3, "there are three labels");
        for (var i = 0; i < 3; i++)
        {
            prediction.Scores[i].Should().BeApproximately((float)expected[i], Tolerance, "scores stand in the order of the labels");
        }

        prediction.Label.Should().Be(classifier.Labels[Array.IndexOf(expected, expected.Max())], "the label is the likeliest");
    }

    [Fact]
    public void An_empty_text_is_the_start_id_alone()
    {
        TinyPackage.WriteBag(_folder.Path);
        using var classifier = Load("tiny-bag");

        var prediction = classifier.Predict("");

        prediction.Tokens.Should().Be(1, "Keras' scheme puts the start id before every text, an empty one too");
        prediction.Scores[1].Should().BeApproximately((float)TinyGraphs.BagProbability([1]), Tolerance, "an empty text has a defined result and is no error");
    }

    [Theory]
    [InlineData(SequenceSide.Pre)]
    [InlineData(SequenceSide.Post)]
    public void A_graph_of_fixed_length_gets_texts_padded_on_the_side_of_its_pipeline(SequenceSide padding)
    {
        TinyPackage.WritePosition(_folder.Path, padding: padding);
        using var classifier = Load("tiny-position");

        var score = classifier.Predict("a bad film").Scores[1];

        var padded = SequencePadding.Pad([1, 7, 8, 5], TinyPackage.MaximumLength, padding, SequenceSide.Pre);
        score.Should().BeApproximately((float)TinyGraphs.PositionProbability(padded), Tolerance, "padding on the wrong side shifts every word to a place it was not trained for");
    }

    [Theory]
    [InlineData(SequenceSide.Pre)]
    [InlineData(SequenceSide.Post)]
    public void A_long_text_is_cut_on_the_side_of_its_pipeline(SequenceSide truncation)
    {
        TinyPackage.WritePosition(_folder.Path, truncation: truncation);
        using var classifier = Load("tiny-position");
        var words = Enumerable.Range(0, 30).Select(static i => TinyPackage.Tokens[4 + (i % 7)]).ToArray();

        var prediction = classifier.Predict(string.Join(' ', words));

        int[] ids = [1, .. Enumerable.Range(0, 30).Select(static i => 4 + (i % 7))];
        var kept = truncation == SequenceSide.Pre ? ids[^TinyPackage.MaximumLength..] : ids[..TinyPackage.MaximumLength];
        (prediction.Tokens, prediction.Cut).Should().Be((12, 19), "the start id counts as an id that can be cut");
        prediction.Scores[1].Should().BeApproximately((float)TinyGraphs.PositionProbability(kept), Tolerance, "the end of a review is what a pre-truncated model reads");
    }

    [Theory]
    [InlineData("tiny-bag", 1)]
    [InlineData("tiny-bag", 7)]
    [InlineData("tiny-bag", 1000)]
    [InlineData("tiny-position", 5)]
    [InlineData("tiny-topics", 16)]
    public void Many_texts_get_the_scores_that_each_gets_alone_in_their_order(string model, int batchSize)
    {
        TinyPackage.WriteBag(_folder.Path);
        TinyPackage.WritePosition(_folder.Path);
        TinyPackage.WriteTopics(_folder.Path);
        using var classifier = Load(model, new ClassifierOptions { MaximumBatchSize = batchSize, MaximumParallelism = 3 });
        var texts = RandomTexts(200);

        var together = classifier.Predict(texts);

        together.Should().HaveCount(texts.Length, "there is one prediction per text");
        for (var i = 0; i < texts.Length; i++)
        {
            var alone = classifier.Predict(texts[i]);
            (together[i].Label, together[i].Tokens, together[i].Unknown, together[i].Cut).Should().Be((alone.Label, alone.Tokens, alone.Unknown, alone.Cut), "text {0} keeps its place", i);
            together[i].Scores.Zip(alone.Scores).Should().OnlyContain(pair => Math.Abs(pair.First - pair.Second) < Tolerance, "the neighbours of text {0} must not change its scores", i);
        }
    }

    [Fact]
    public void No_texts_give_no_predictions()
    {
        TinyPackage.WriteBag(_folder.Path);
        using var classifier = Load("tiny-bag");

        classifier.Predict(Array.Empty<string>()).Should().BeEmpty("an empty list is nothing to do, not an error");
        classifier.PredictIds([]).Should().BeEmpty("an empty list is nothing to do, not an error");
    }

    [Fact]
    public void A_null_text_is_named_by_its_index()
    {
        TinyPackage.WriteBag(_folder.Path);
        using var classifier = Load("tiny-bag");

        var one = () => classifier.Predict((string)null!);
        var many = () => classifier.Predict(["a", null!, "film"]);
        var list = () => classifier.Predict((IReadOnlyList<string>)null!);

        one.Should().Throw<ArgumentNullException>("null is a mistake in the caller").WithParameterName("text");
        many.Should().Throw<ArgumentNullException>("the caller must find the text in a long list").WithParameterName("texts[1]");
        list.Should().Throw<ArgumentNullException>("null is a mistake in the caller").WithParameterName("texts");
    }

    [Fact]
    public void Ids_give_the_graphs_own_output()
    {
        TinyPackage.WriteBag(_folder.Path);
        using var classifier = Load("tiny-bag");
        int[] longRow = [.. Enumerable.Range(0, 20).Select(static i => 1 + (i % 11))];

        var scores = classifier.PredictIds([[1, 4, 5], [], longRow]);

        scores.Select(static row => row.Length).Should().Equal([1, 1, 1], "a binary graph has one number per text");
        scores[0][0].Should().BeApproximately((float)TinyGraphs.BagProbability([1, 4, 5]), Tolerance, "ids go to the graph as they are");
        scores[1][0].Should().BeApproximately(0.5f, Tolerance, "no ids are one padding id, whose weight is 0");
        scores[2][0].Should().BeApproximately((float)TinyGraphs.BagProbability(longRow[^12..]), Tolerance, "long rows are cut as texts are");
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(TinyPackage.VocabularySize)]
    public void An_id_that_the_network_lacks_is_named_with_its_row(int id)
    {
        TinyPackage.WriteBag(_folder.Path);
        using var classifier = Load("tiny-bag");

        var act = () => classifier.PredictIds([[1], [1, id]]);

        act.Should().Throw<ArgumentOutOfRangeException>("reading beyond the embedding would give some other word's score").WithParameterName("ids[1]").WithMessage("*ids 0 to 11*");
    }

    [Fact]
    public async Task Concurrent_calls_do_not_disturb_each_other()
    {
        TinyPackage.WriteBag(_folder.Path);
        using var classifier = Load("tiny-bag");
        var texts = RandomTexts(64);
        var expected = texts.Select(text => classifier.Predict(text).Scores[1]).ToArray();

        var runs = Enumerable.Range(0, 8).Select(_ => Task.Run(() => Enumerable.Range(0, 5).Select(_ => classifier.Predict(texts)).ToArray()));
        var results = await Task.WhenAll(runs);

        results.SelectMany(static run => run).Should().OnlyContain(
            predictions => predictions.Zip(expected).All(pair => Math.Abs(pair.First.Scores[1] - pair.Second) < Tolerance),
            "a web server calls one classifier from many requests");
    }

    [Fact]
    public void A_disposed_classifier_says_so()
    {
        TinyPackage.WriteBag(_folder.Path);
        var classifier = Load("tiny-bag");
        classifier.Dispose();
        classifier.Dispose();

        var one = () => classifier.Predict("a");
        var many = () => classifier.Predict(["a"]);
        var ids = () => classifier.PredictIds([[1]]);

        one.Should().Throw<ObjectDisposedException>("a released native session must not be touched");
        many.Should().Throw<ObjectDisposedException>("a released native session must not be touched");
        ids.Should().Throw<ObjectDisposedException>("a released native session must not be touched");
    }

    [Fact]
    public async Task Disposing_while_calls_run_ends_them_with_a_result_or_a_clear_error()
    {
        TinyPackage.WriteBag(_folder.Path);
        var texts = RandomTexts(100);
        for (var round = 0; round < 10; round++)
        {
            var classifier = Load("tiny-bag", new ClassifierOptions { MaximumBatchSize = 1 });
            var calls = Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
            {
                try
                {
                    return classifier.Predict(texts).Count;
                }
                catch (ObjectDisposedException)
                {
                    return 0;
                }
            })).ToArray();
            classifier.Dispose();

            (await Task.WhenAll(calls)).Should().OnlyContain(count => count == 0 || count == texts.Length, "a shutdown must not crash the process in native code");
        }
    }

    [Fact]
    public void A_graph_that_onnx_runtime_refuses_is_an_error_that_names_the_model()
    {
        var graph = TinyGraphs.Model(
            [TinyGraphs.Node("Add", ["ids", "half"], "scores")],
            [TinyGraphs.Tensor("half", TinyGraphs.Floats, [1], [0, 0, 0, 0x3F])],
            [TinyGraphs.Value("ids", TinyGraphs.Longs, "batch", "time")],
            [TinyGraphs.Value("scores", TinyGraphs.Floats, "batch", "width")]);
        TinyPackage.Write(_folder.Path, "tiny-broken", graph, ["negative", "positive"], ModelTask.Binary, adaptive: true);

        var act = () => Load("tiny-broken");

        act.Should().Throw<RnnOnnxException>("whether whole numbers can be added to others, only ONNX Runtime can tell").WithMessage("tiny-broken: ONNX Runtime cannot load the graph: *");
    }

    [Fact]
    public void A_graph_whose_output_has_another_name_is_refused()
    {
        TinyPackage.Write(_folder.Path, "tiny-other", TinyGraphs.Bag(TinyPackage.VocabularySize, 1, "logits"), ["negative", "positive"], ModelTask.Binary, adaptive: true);

        var act = () => Load("tiny-other");

        act.Should().Throw<PackageException>("logits taken for probabilities would be silently wrong").WithMessage("tiny-other: manifest says the graph's output is 'scores'*'logits'*");
    }

    [Fact]
    public void A_graph_whose_output_does_not_fit_the_labels_is_refused()
    {
        TinyPackage.Write(_folder.Path, "tiny-wide", TinyGraphs.Bag(TinyPackage.VocabularySize, 3), ["acq", "earn"], ModelTask.MultiClass, adaptive: true);
        using var classifier = Load("tiny-wide");

        var act = () => classifier.Predict("a film");

        act.Should().Throw<RnnOnnxException>("scores must not be given to the wrong labels").WithMessage("tiny-wide: *3 numbers for 1 texts*");
    }

    [Fact]
    public void The_likeliest_labels_come_first()
    {
        TinyPackage.WriteTopics(_folder.Path);
        using var classifier = Load("tiny-topics");

        var prediction = classifier.Predict("the film");

        var expected = TinyGraphs.BagProbabilities([1, 4, 5], 3).Select((score, i) => (classifier.Labels[i], score)).OrderByDescending(static label => label.score).ToArray();
        prediction.Labels.Should().BeSameAs(classifier.Labels, "a prediction can be read without the classifier, and copies no labels");
        prediction.Top(2).Select(static label => label.Label).Should().Equal([expected[0].Item1, expected[1].Item1], "these two are the likeliest");
        prediction.Top(2)[1].Score.Should().BeApproximately((float)expected[1].score, Tolerance, "each label keeps its own score");
        prediction.Top(9).Should().HaveCount(3, "there are no more labels");
        prediction.Top(1)[0].Should().Be(new LabelScore(prediction.Label, prediction.Score), "the first is the one that is shown");
        var none = () => prediction.Top(0);
        none.Should().Throw<ArgumentOutOfRangeException>("nobody asks for no label").WithParameterName("count");
    }

    [Fact]
    public void Of_two_equally_likely_labels_the_one_that_is_shown_comes_first()
    {
        var prediction = new Prediction("positive", .5f, [.5f, .5f], 1, 0, 0) { Labels = ["negative", "positive"] };

        prediction.Top(2).Should().Equal([new LabelScore("positive", .5f), new LabelScore("negative", .5f)], "two views of one prediction must not contradict each other");
    }

    [Fact]
    public async Task Asynchronous_predictions_are_the_same()
    {
        TinyPackage.WriteBag(_folder.Path);
        await using var classifier = Load("tiny-bag");
        var texts = RandomTexts(50);

        (await classifier.PredictAsync(texts[0])).Should().BeEquivalentTo(classifier.Predict(texts[0]), "only the thread differs");
        (await classifier.PredictAsync(texts)).Should().BeEquivalentTo(classifier.Predict(texts), options => options.WithStrictOrdering(), "only the thread differs");
        var one = () => classifier.PredictAsync(texts[0], new CancellationToken(canceled: true));
        var many = () => classifier.PredictAsync(texts, new CancellationToken(canceled: true));
        await one.Should().ThrowAsync<OperationCanceledException>("the caller has gone");
        await many.Should().ThrowAsync<OperationCanceledException>("the caller has gone");
    }

    [Fact]
    public async Task Disposing_asynchronously_ends_with_the_last_run()
    {
        TinyPackage.WriteBag(_folder.Path);
        var classifier = Load("tiny-bag", new ClassifierOptions { MaximumBatchSize = 1 });
        var texts = RandomTexts(2000);
        var calls = Enumerable.Range(0, 4).Select(_ => Task.Run(() => Outcome(() => classifier.Predict(texts)))).ToArray();

        await classifier.DisposeAsync();
        await classifier.DisposeAsync();

        var late = () => classifier.PredictAsync("a");
        await late.Should().ThrowAsync<ObjectDisposedException>("nothing is left that could run");
        (await Task.WhenAll(calls)).Should().OnlyContain(count => count == 0 || count == texts.Length, "each call has a result or is told that the classifier is gone");

        static int Outcome(Func<IReadOnlyList<Prediction>> call)
        {
            try
            {
                return call().Count;
            }
            catch (ObjectDisposedException)
            {
                return 0;
            }
        }
    }

    [Fact]
    public void Threads_get_the_scores_of_their_own_texts()
    {
        TinyPackage.WriteBag(_folder.Path);
        using var classifier = Load("tiny-bag");
        var texts = RandomTexts(40);
        var expected = texts.Select(text => classifier.Predict(text).Scores[1]).ToArray();
        var crossed = 0;

        var threads = Enumerable.Range(0, 16).Select(thread => new Thread(() =>
        {
            for (var i = 0; i < 200; i++)
            {
                var text = (thread + i) % texts.Length;
                if (Math.Abs(classifier.Predict(texts[text]).Scores[1] - expected[text]) > Tolerance)
                {
                    Interlocked.Increment(ref crossed);
                }
            }
        })).ToArray();
        Array.ForEach(threads, static thread => thread.Start());
        Array.ForEach(threads, static thread => thread.Join());

        crossed.Should().Be(0, "buffers that two threads share would give one the other's reply");
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public void Options_that_make_no_sense_are_refused(int batchSize, int parallelism)
    {
        TinyPackage.WriteBag(_folder.Path);

        var act = () => Load("tiny-bag", new ClassifierOptions { MaximumBatchSize = batchSize, MaximumParallelism = parallelism });

        act.Should().Throw<ArgumentOutOfRangeException>("no text could ever be classified");
    }

    internal static string[] RandomTexts(int count)
    {
        var random = new Random(7);
        return [.. Enumerable.Range(0, count).Select(_ => string.Join(' ', Enumerable.Range(0, random.Next(0, 25)).Select(_ => Words[random.Next(Words.Length)])))];
    }

    private TextClassifier Load(string id, ClassifierOptions? options = null)
    {
        using var zoo = ModelZoo.Open(_folder.Path);
        return zoo.LoadClassifier(id, options ?? new ClassifierOptions { Provider = ExecutionProvider.Cpu });
    }
}

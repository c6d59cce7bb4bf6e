using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using FluentAssertions;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using RnnOnnx.Batching;
using RnnOnnx.Inference;
using RnnOnnx.Runtime.Tests.Fixtures;
using RnnOnnx.WebSample;
using Xunit;

namespace RnnOnnx.Runtime.Tests.Hosting;

public sealed class WebSampleTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _client = new();
    private WebApplication _app = null!;

    public async Task InitializeAsync()
    {
        TinyPackage.WriteBag(_folder.Path);
        TinyPackage.WriteTopics(_folder.Path);
        TinyGenerator.WriteData(_folder.Path);
        _app = ClassifyService.Create(["--zoo", _folder.Path, "--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Default", "Warning"], static services => services.AddKeyedSingleton<IBatchingClassifier, FullClassifier>("full"));
        await _app.StartAsync();
        _client.BaseAddress = new Uri(_app.Urls.Single());
    }

    public async Task DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    public void Dispose()
    {
        _client.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_text_is_classified_over_HTTP()
    {
        using var response = await _client.PostAsJsonAsync(new Uri("/classify/tiny-bag", UriKind.Relative), new { text = "Not a bad film at all." });

        response.StatusCode.Should().Be(HttpStatusCode.OK, "the request is as the README shows it");
        var reply = await response.Content.ReadFromJsonAsync<JsonElement>();
        var expected = TinyGraphs.BagProbability([1, 6, 7, 8, 5, 9, 10]);
        reply.GetProperty("label").GetString().Should().Be(expected >= .5 ? "positive" : "negative", "the label is what most clients want");
        reply.GetProperty("scores")[1].GetDouble().Should().BeApproximately(expected, 1e-6, "the scores are those of the model");
        reply.GetProperty("tokens").GetInt32().Should().Be(7, "a client judges by it how much the model saw");
    }

    [Fact]
    public async Task The_models_that_classify_are_listed()
    {
        var models = await _client.GetFromJsonAsync<string[]>(new Uri("/models", UriKind.Relative));

        models.Should().Contain(["tiny-bag", "tiny-topics"], "these can be asked").And.NotContain("tiny-data", "a model that writes text classifies none");
    }

    [Fact]
    public async Task The_health_of_the_models_is_told()
    {
        var health = await _client.GetStringAsync(new Uri("/health", UriKind.Relative));

        health.Should().Be("Healthy", "a load balancer sends traffic to this instance");
    }

    [Theory]
    [InlineData("", "application/json", "The body cannot be understood")]
    [InlineData("not json", "application/json", "The body cannot be understood")]
    [InlineData("""{"text": 5}""", "application/json", "The body cannot be understood")]
    [InlineData("""{"txt": "film"}""", "application/json", "The body has no 'text'")]
    [InlineData("""{"text": null}""", "application/json", "The body has no 'text'")]
    [InlineData("null", "application/json", "The body has no 'text'")]
    [InlineData("""{"text": "film"}""", "text/plain", "The content type is not JSON")]
    public async Task A_bad_request_is_told_what_a_good_one_looks_like(string body, string type, string fault)
    {
        using var content = new StringContent(body, Encoding.UTF8, type);

        using var response = await _client.PostAsync(new Uri("/classify/tiny-bag", UriKind.Relative), content);

        response.StatusCode.Should().Be(HttpStatusCode.BadRequest, "the client's mistake is no failure of the service");
        (await ErrorAsync(response)).Should().Be($$"""{{fault}}; send JSON like {"text": "Not a bad film at all."} as application/json.""", "one line is enough to correct the request");
    }

    [Fact]
    public async Task A_request_that_is_too_large_is_refused()
    {
        using var response = await _client.PostAsJsonAsync(new Uri("/classify/tiny-bag", UriKind.Relative), new { text = new string('x', 2 << 20) });

        response.StatusCode.Should().Be(HttpStatusCode.BadRequest, "a service must not read whatever anyone sends");
        (await ErrorAsync(response)).Should().StartWith("The request cannot be read: ", "the client learns why");
    }

    [Fact]
    public async Task An_unknown_model_is_not_found_and_the_known_ones_are_named()
    {
        using var response = await _client.PostAsJsonAsync(new Uri("/classify/tiny-bog", UriKind.Relative), new { text = "film" });

        response.StatusCode.Should().Be(HttpStatusCode.NotFound, "there is no such resource");
        (await ErrorAsync(response)).Should().Contain("'tiny-bog'").And.Contain("tiny-bag, tiny-topics", "the client sees what it may have meant");
    }

    [Fact]
    public async Task An_overloaded_service_asks_to_come_back_later()
    {
        using var response = await _client.PostAsJsonAsync(new Uri("/classify/full", UriKind.Relative), new { text = "film" });

        response.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable, "load balancers try elsewhere on this status");
        response.Headers.RetryAfter!.Delta.Should().Be(TimeSpan.FromSeconds(1), "a client that comes back at once makes it worse");
        (await ErrorAsync(response)).Should().StartWith("full: 1 texts are waiting", "the client learns why");
    }

    [Fact]
    public void A_folder_without_models_is_told_at_start()
    {
        Directory.CreateDirectory(_folder.Sub("empty"));

        var act = () => ClassifyService.Create(["--zoo", _folder.Sub("empty")]);

        act.Should().Throw<RnnOnnxException>("a service without models is a mistake of whoever started it").WithMessage("There is no model that classifies in *");
    }

    private static async Task<string?> ErrorAsync(HttpResponseMessage response) => (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("error").GetString();

    private sealed class FullClassifier : IBatchingClassifier
    {
        public string ModelId => "full";

        public Task<Prediction> PredictAsync(string text, CancellationToken cancellationToken = default) => Task.FromException<Prediction>(new ClassifierOverloadedException(ModelId, 1));
    }
}

#pragma once

#include "gateway/infra/async/with_timeout.hpp"
#include "gateway/infra/http/client.hpp"
#include "gateway/infra/http/server.hpp"
#include "gateway/infra/tls/connect.hpp"
#include "gateway/infra/tls/listener.hpp"
#include "tests/support/event_loop.hpp"
#include "tests/support/test_pki.hpp"

#include <chrono>
#include <map>
#include <string>
#include <vector>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/test/unit_test.hpp>

namespace clearing::http {

using namespace std::chrono_literals;
namespace asio = boost::asio;
using Answer = std::expected<Response, CallFailure>;

inline bool mentions(const std::string& sentence, const std::string& words) {
    return sentence.find(words) != std::string::npos;
}

/// A server under the gateway's certificate whose handler knows some paths, and clients to it.
struct HttpFixture : test::EventLoop {
    test::TestPki pki;
    std::shared_ptr<tls::Credentials> gateway = pki.credentials("gateway");
    std::vector<Request> seen;
    std::vector<std::string> refusals;
    asio::steady_timer hold{context()};  ///< "/hold" answers when this is cancelled
    std::size_t held = 0;
    std::unique_ptr<Server> server;
    std::unique_ptr<Client> client;

    HttpFixture() { hold.expires_after(1h); }

    ~HttpFixture() {
        client.reset();
        server.reset();
        hold.cancel();
        context().restart();
        for (int turn = 0; turn < 20; ++turn)
            context().poll();
    }

    asio::awaitable<Response> answer(Request request) {
        seen.push_back(request);
        Response response;
        response.body = request.body;
        if (request.path == "/throw") throw std::runtime_error("a secret");
        if (request.path == "/abort") response.abort = true;
        if (request.path == "/close") response.close = true;
        if (request.path == "/big") response.body.assign(60'000'000, 'x');
        if (request.path == "/forbidden") response.status = 403;
        if (request.path == "/hold") {
            ++held;
            const auto token = asio::as_tuple(asio::use_awaitable);
            co_await hold.async_wait(token);
            --held;
        }
        co_return response;
    }

    Handler handler() {
        return [this](Request request) { return answer(std::move(request)); };
    }

    void serve(ServerLimits limits = {}, MalformedAnswer malformed = {}, unsigned short port = 0) {
        TcpListener where;
        where.port = port;
        where.credentials = gateway;
        where.on_refused = [this](std::string reason) { refusals.push_back(std::move(reason)); };
        auto made = listen(executor(), std::move(where), limits, handler(), std::move(malformed));
        if (!made) throw std::runtime_error(made.error());
        server = std::move(*made);
    }

    ClientOptions options_as(const std::string& name) {
        ClientOptions options;
        options.port = server ? server->port() : static_cast<unsigned short>(0);
        options.credentials = pki.credentials(name);
        return options;
    }

    void call_as(const std::string& name) { client = make_client(executor(), options_as(name)); }
    void call_with(ClientOptions options) { client = make_client(executor(), std::move(options)); }

    static Request post(const std::string& path, std::string body = "") {
        Request request;
        request.method = "POST";
        request.path = path;
        request.body = std::move(body);
        return request;
    }

    Answer call(const std::string& path, std::string body = "", std::chrono::milliseconds limit = 5s) {
        return run(client->call(post(path, std::move(body)), limit));
    }

    /// A call under way; its answer comes into the returned place.
    std::shared_ptr<std::optional<Answer>> start_call(const std::string& path, std::chrono::milliseconds limit = 10s) {
        auto place = std::make_shared<std::optional<Answer>>();
        asio::co_spawn(context(), client->call(post(path), limit), [place](std::exception_ptr thrown, Answer answer) {
            if (!thrown) place->emplace(std::move(answer));
        });
        return place;
    }

    /// A connection of the test's own, for what no decent client sends.
    std::shared_ptr<tls::Stream> raw(const std::string& name = "local-bureau") {
        tls::Target target{"127.0.0.1", server->port(), {}, name.empty() ? nullptr : pki.credentials(name)};
        auto made = run(tls::connect(std::move(target), 5s));
        if (!made) throw std::runtime_error(made.error());
        (*made)->set_limit(15s);
        return *made;
    }

    void send(const std::shared_ptr<tls::Stream>& stream, const std::string& text) { (void)run(stream->write(text)); }

    static asio::awaitable<std::string> read_until(std::shared_ptr<tls::Stream> stream, std::string mark) {
        std::string all;
        std::string bytes(4096, '\0');
        while (mark.empty() || !mentions(all, mark)) {
            const auto count = co_await stream->read_some(bytes);
            if (!count) break;
            all += bytes.substr(0, *count);
        }
        co_return all;
    }
    /// All that comes until `mark`, or the end when `mark` is empty.
    std::string receive(const std::shared_ptr<tls::Stream>& stream, const std::string& mark = "") {
        return run(read_until(stream, mark));
    }
};

}  // namespace clearing::http

#include "sim-peers/roles.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace clearing::peers {
namespace {

namespace asio = boost::asio;

using Loaded = std::expected<std::shared_ptr<tls::Credentials>, std::string>;

Loaded credentials(const Config& config, const std::string& name) {
    const auto file = [&](const std::string& leaf) { return config.pki / leaf; };
    return tls::Credentials::load({file(name + ".crt"), file(name + ".key"), file("ca.crt"), file("ca.crl")});
}

std::unique_ptr<http::Client> gateway_client(asio::any_io_executor executor, const Config& config, unsigned short port,
                                             std::shared_ptr<tls::Credentials> own) {
    http::ClientOptions options;
    options.host = config.gateway_host;
    options.port = port;
    options.credentials = std::move(own);
    options.expected_region = config.gateway_division;
    options.expected_role = "gateway";
    options.max_connections = 64;
    return http::make_client(executor, std::move(options));
}

/// What Beijing treated, but for what the answer tells.
Record treated_record(const Story& story, const Person& person, const StoryStep& step, const VisitProgress& progress) {
    const std::string infno = step.infno.substr(0, 4);
    Record record;
    record.is_cancel = infno == "2208" || infno == "2305";
    record.key = "T|" + progress.message_ids.at(infno);
    if (record.is_cancel) record.original_key = "T|" + progress.message_ids.at(story.inpatient ? "2304" : "2207");
    record.visit_key = record.visit_id = progress.visit_id;
    record.bill_no = progress.bill_no;
    record.institution = story.institution;
    record.person_key = person.key;
    record.person_number = person.number;
    record.insurance_type = story.insurance_type;
    record.med_type = story.med_type;
    record.inpatient = story.inpatient;
    record.treatment_division = story.treatment_division;
    record.insured_division = story.insured_division;
    return record;
}

/// What the desk writes down of an answer. A cancel's own amounts are negative already.
national::HospitalLine hospital_line(const Story& story, const Person& person, const StoryStep& step,
                                     const VisitProgress& progress, const Json& info) {
    const std::string infno = step.infno.substr(0, 4);
    const Split split = national::read_setlinfo(info);
    national::HospitalLine line;
    line.institution = story.institution;
    line.settlement_id = info.text("setl_id");
    line.visit_id = progress.visit_id;
    line.person_number = person.number;
    line.insurance_type = story.insurance_type;
    line.clearing_type = info.text("clr_type").empty() ? (story.inpatient ? "21" : "11") : info.text("clr_type");
    line.settled_at = info.text("setl_time");
    line.total = split.scope.total;
    line.fund = split.fund;
    line.account = split.account;
    line.refund = infno == "2208" || infno == "2305";
    return line;
}

}  // namespace

std::expected<std::unique_ptr<Roles>, std::string> Roles::build(asio::any_io_executor executor, const Config& config,
                                                                World& world, Faults& faults, const Clock& clock) {
    const Loaded shanghai = credentials(config, config.shanghai_certificate);
    const Loaded hub = credentials(config, config.hub_certificate);
    const Loaded bureau = credentials(config, config.bureau_certificate);
    for (const Loaded* one : {&shanghai, &hub, &bureau}) {
        if (!*one) return std::unexpected(one->error());
    }
    auto roles = std::make_unique<Roles>();
    Roles* self = roles.get();
    roles->faults_ = &faults;
    roles->clock_ = &clock;
    roles->gateway_division_ = config.gateway_division;

    Centre& shanghai_centre = *world.centre_of("310000");
    roles->shanghai_insures_ = std::make_unique<delta::InsuredSide>(shanghai_centre, config.gateway_division);
    roles->shanghai_door_ = std::make_unique<delta::Server>(executor, "shanghai", config.shanghai_port, *shanghai,
                                                            config.gateway_division, *roles->shanghai_insures_, faults);
    if (world.work_stamps().is_on()) roles->shanghai_door_->stamp_work(world.work_stamps());
    roles->stamps_ = &world.work_stamps();
    const tls::Target target{config.gateway_host, config.delta_port, {}, *shanghai};
    roles->shanghai_client_ = std::make_unique<delta::Client>(executor, target, "310000", config.gateway_division);
    roles->shanghai_treats_ = std::make_unique<delta::TreatingSide>(*roles->shanghai_client_, shanghai_centre.book(),
                                                                    world.catalog(), clock, "310000");

    roles->guiyang_ = std::make_unique<national::InsuredSide>(*world.centre_of("520100"), true);
    roles->beijing_insures_ = std::make_unique<national::InsuredSide>(*world.centre_of("110000"), true);
    roles->core_ = std::make_unique<national::InsuredSide>(*world.centre_of("330200"), false);
    roles->hub_ = std::make_unique<national::Hub>(clock, faults, config.gateway_division);
    roles->hub_->add_province(*roles->guiyang_);
    roles->hub_->add_province(*roles->beijing_insures_);
    roles->hub_door_ = std::make_unique<Door>(
        executor, "hub", config.hub_port, *hub, faults,
        [self](std::shared_ptr<tls::Stream> stream) { return self->serve_hub(std::move(stream)); });
    roles->core_door_ = std::make_unique<Door>(
        executor, "bureau-core", config.core_port, *bureau, faults,
        [self](std::shared_ptr<tls::Stream> stream) { return self->serve_core(std::move(stream)); });

    roles->hospital_client_ = gateway_client(executor, config, config.bureau_port, *bureau);
    roles->hub_client_ = gateway_client(executor, config, config.national_port, *hub);
    national::TreatingSide::Options hospital{
        "宁波医院", "/fsi/api/rsfComIfsService",   std::chrono::milliseconds{15'000}, false,
        20,         std::chrono::milliseconds{500}};
    roles->hospital_ =
        std::make_unique<national::TreatingSide>(*roles->hospital_client_, world.catalog(), clock, hospital);
    roles->hospital_->on_booked = [self](const Story& story, const Person& person, const StoryStep& step,
                                         const VisitProgress& progress, const Json& info) {
        self->hospital_book_.add(hospital_line(story, person, step, progress, info));
    };
    roles->hospital_desk_ = std::make_unique<national::HospitalDesk>(*roles->hospital_, roles->hospital_book_, clock);
    auto beijing = hospital;
    beijing.name = "北京";
    beijing.states_split = true;
    roles->beijing_ = std::make_unique<national::TreatingSide>(*roles->hub_client_, world.catalog(), clock, beijing);
    roles->beijing_book_ = &world.centre_of("110000")->book();
    roles->beijing_->on_sending = [self](const Story& story, const Person& person, const StoryStep& step,
                                         const VisitProgress& progress, const std::string& body) {
        self->memory_->keep_beijing_sending(treated_record(story, person, step, progress), body);
    };
    roles->beijing_->on_booked = [self](const Story& story, const Person& person, const StoryStep& step,
                                        const VisitProgress& progress, const Json& info) {
        Record record = treated_record(story, person, step, progress);
        const auto still = self->memory_->keep_beijing_treated(record.key, info);
        self->book_treated(std::move(record), info);
    };
    roles->executor_ = executor;
    roles->memory_ = &world.memory();
    roles->remember(world);
    return roles;
}

/// What Beijing treated goes into Beijing's own book and into the hub's, each under ids of its own.
void Roles::book_treated(Record record, const Json& info) {
    if (beijing_book_->find(record.key)) return;
    record.own_id = record.settlement_id = info.text("setl_id");
    record.settled_at = info.text("setl_time");
    record.assigned_day = record.settled_at.substr(0, 10);
    record.split = national::read_setlinfo(info);
    Record* original = record.is_cancel ? beijing_book_->find(record.original_key) : nullptr;
    if (original) {
        original->state = RecordState::cancelled;
        record.split = negated(original->split);
    }
    hub_->note_treated(beijing_book_->add(std::move(record)));
}

/// Everything that changes a book is told to the memory first; and how it is put back.
void Roles::remember(World& world) {
    Memory& memory = *memory_;
    shanghai_door_->on_request = [&memory](const std::string& message, bool unbalanced) {
        return memory.keep_delta(message, unbalanced);
    };
    shanghai_treats_->on_change = [&memory](const Record& record) { memory.keep_shanghai_record(record); };
    shanghai_treats_->on_close = [&memory](const std::string& day) { memory.keep_shanghai_closed(day); };

    Memory::Parts parts;
    for (const char* division : {"310000", "520100", "110000", "330200"})
        parts.serials[division] = &world.centre_of(division)->serial();
    parts.serials["hub"] = &hub_->serial();
    parts.clock = &world.clock();
    parts.delta = [this](const std::string& message, bool unbalanced) {
        delta::pb::Envelope request;
        if (request.ParseFromString(message)) shanghai_insures_->answer(request, unbalanced);
    };
    parts.national = [this](const std::string& role, const std::string& body, bool unbalanced) {
        const auto request = national::read_request(body);
        if (!request) return;
        if (role == "hub")
            hub_->answer(*request, {.unbalanced = unbalanced});
        else
            core_->answer(*request, unbalanced);
    };
    parts.shanghai_record = [this](Record record) { shanghai_treats_->put_back(std::move(record)); };
    parts.shanghai_closed = [this](const std::string& day) { shanghai_treats_->put_back_closed(day); };
    parts.beijing_treated = [this](Record record, const Json& info) { book_treated(std::move(record), info); };
    memory.put_together(std::move(parts));
}

void Roles::play_again(const std::vector<Json>& entries) {
    on_its_way_ = memory_->play_again(entries);
}

/// Beijing's hospitals ask again for what was on its way when the process ended.
asio::awaitable<void> Roles::send_again(std::vector<Memory::OnItsWay> all) {
    constexpr std::chrono::milliseconds pause{500};
    constexpr int most_tries = 120;
    for (Memory::OnItsWay& one : all) {
        for (int tried = 0; tried < most_tries; ++tried) {
            std::string body = one.body;
            auto sending = beijing_->send(std::move(body));
            const national::Exchange exchange = co_await std::move(sending);
            if (exchange.reply && exchange.reply->ok) {
                const auto still = memory_->keep_beijing_treated(one.record.key, exchange.reply->output["setlinfo"]);
                book_treated(one.record, exchange.reply->output["setlinfo"]);
            }
            if (exchange.reply && (exchange.reply->ok || exchange.reply->code.starts_with("GW1"))) break;
            asio::steady_timer timer(executor_, pause);
            co_await timer.async_wait(asio::use_awaitable);
        }
    }
}

std::expected<void, std::string> Roles::start() {
    for (Door* door : {&shanghai_door_->door(), hub_door_.get(), core_door_.get()}) {
        if (const auto opened = door->open(); !opened) return std::unexpected(opened.error());
    }
    follow_faults();
    asio::co_spawn(executor_, send_again(std::move(on_its_way_)), asio::detached);
    asio::co_spawn(executor_, shanghai_treats_->resume(), asio::detached);
    return {};
}

void Roles::stop() {
    for (Door* door : {&shanghai_door_->door(), hub_door_.get(), core_door_.get()})
        door->close();
    shanghai_client_->disconnect();
}

void Roles::follow_faults() {
    for (Door* door : {&shanghai_door_->door(), hub_door_.get(), core_door_.get()})
        door->follow_faults();
}

asio::awaitable<void> Roles::serve_hub(std::shared_ptr<tls::Stream> stream) {
    HttpHandler handler = [this](HttpQuestion question) { return answer("hub", std::move(question)); };
    return serve_http(std::move(stream), std::move(handler));
}

asio::awaitable<void> Roles::serve_core(std::shared_ptr<tls::Stream> stream) {
    HttpHandler handler = [this](HttpQuestion question) { return answer("bureau-core", std::move(question)); };
    return serve_http(std::move(stream), std::move(handler));
}

Json Roles::dispatch(const std::string& role, const national::Request& request, const std::string& body) {
    if (role == "hub") {
        const auto struck = hub_->strike(request);
        if (struck.nothing_is_done()) return hub_->answer(request, struck);
        const auto still = memory_->keep_national(role, body, struck.unbalanced);
        return hub_->answer(request, struck);
    }
    const std::string& infno = request.infno;
    const bool pays = infno == "2206" || infno == "2207" || infno == "2303" || infno == "2304";
    const bool unbalanced = pays && faults_->take(role, "unbalanced_amounts", infno).has_value();
    const auto still = memory_->keep_national(role, body, unbalanced);
    return core_->answer(request, unbalanced);
}

asio::awaitable<HttpReply> Roles::answer(std::string role, HttpQuestion question) {
    const auto begin = std::chrono::steady_clock::now();
    HttpReply reply;
    const auto refuse = [&](unsigned status, const Refusal& refusal) {
        reply.status = status;
        reply.body = national::write_refusal(refusal, gateway_division_, *clock_).write();
    };
    const auto& peer = question.peer;
    if (!peer || peer->region != gateway_division_ || peer->role != "gateway") {
        refuse(403, refusals::speaker_not_allowed());
        co_return reply;
    }
    if (question.method == "GET") {
        reply.body = R"({"ready":true})";
        co_return reply;
    }
    const auto request = national::read_request(question.body);
    if (question.method != "POST" || !question.path.starts_with("/fsi/api/") || !request) {
        refuse(400, Refusal{1001, "报文无法解析", request ? "not under /fsi/api/" : request.error(), {}, {}, {}, {}});
        co_return reply;
    }
    if (faults_->take(role, "stall", request->infno)) {
        reply.stall = true;
        co_return reply;
    }
    if (faults_->take(role, "unavailable", request->infno)) {
        refuse(200, refusals::busy());
        co_return reply;
    }
    reply.body = dispatch(role, *request, question.body).write();
    stamps_->note(request->infno, request->node().text("chrg_bchno"), begin);
    reply.plan = plan_reply(*faults_, role, request->infno);
    co_return reply;
}

}  // namespace clearing::peers

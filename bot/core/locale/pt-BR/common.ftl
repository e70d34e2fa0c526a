# Why something is refused: what, why, and what to do instead.
refusal-not-a-picture = Não posso usar esta imagem: { $detail }.
refusal-busy = A máquina está ocupada demais para ler imagens agora; não há nada de errado com a sua. Tente de novo em um minuto.
refusal-picture-too-large = Esta imagem é grande demais: { $detail }. Envie uma menor.
refusal-picture-too-small = Esta imagem não pode ser pintada: { $detail }.
refusal-bad-option = Uma das opções não serve: { $detail }.
refusal-unknown-preset = Não existe um estilo chamado “{ $name }”. Existem: { $known }.
refusal-bad-name = “{ $name }” não pode ser nome de estilo: use de 1 a 32 letras, números, espaços, - ou _, começando por uma letra ou um número.
refusal-name-taken = “{ $name }” é o nome de um estilo incluído. Escolha outro nome.
refusal-too-many-presets =
    { $limit ->
        [one] Só há lugar para { $limit } estilo. Remova-o primeiro.
       *[other] Só há lugar para { $limit } estilos. Remova um primeiro.
    }
refusal-preset-ships = “{ $name }” vem incluído e não pode ser removido.
refusal-preset-not-here = “{ $name }” é de toda a instalação; só quem a administra pode removê-lo.
refusal-queue-full =
    { $count ->
        [one] A fila está cheia: { $count } imagem está esperando. Tente de novo em alguns minutos.
       *[other] A fila está cheia: { $count } imagens estão esperando. Tente de novo em alguns minutos.
    }
refusal-too-many-of-yours =
    { $count ->
        [one] Você já tem { $count } imagem esperando, e o máximo é { $limit }. Espere terminar ou cancele.
       *[other] Você já tem { $count } imagens esperando, e o máximo é { $limit }. Espere uma terminar ou cancele uma.
    }
refusal-too-many-of-server =
    { $count ->
        [one] Aqui já espera { $count } imagem, e o máximo é { $limit }. Tente quando ela terminar.
       *[other] Aqui já esperam { $count } imagens, e o máximo é { $limit }. Tente quando uma terminar.
    }
refusal-cooldown =
    { $seconds ->
        [one] Uma imagem de cada vez: tente de novo em { $seconds } segundo.
       *[other] Uma imagem de cada vez: tente de novo em { $seconds } segundos.
    }
refusal-blocked = Você não pode usar este bot aqui. Se acha que é engano, fale com quem o administra.
refusal-moderated = Estas imagens não são aceitas aqui: { $detail }.
refusal-moderation-failed = Não foi possível verificar as imagens agora, por isso elas não são aceitas. Tente de novo em um minuto.
refusal-size-not-allowed = { $asked } pixels é demais: aqui o máximo é { $limit }. Escolha um tamanho menor.
refusal-size-reached = Esta imagem já tem o tamanho máximo permitido aqui: { $limit } pixels.
refusal-quality-not-allowed = A qualidade “{ $asked }” não é permitida aqui; a melhor é “{ $limit }”.
refusal-iterations-not-allowed = { $asked } iterações é demais: aqui o máximo é { $limit }.
refusal-too-many-styles =
    { $limit ->
        [one] Só é possível usar { $limit } imagem de estilo por vez. Envie menos.
       *[other] É possível misturar no máximo { $limit } imagens de estilo. Envie menos.
    }
refusal-blend-mismatch =
    { $styles ->
        [one] A mistura traz { $given } pesos, mas há { $styles } imagem de estilo. Dê um peso para cada uma.
       *[other] A mistura traz { $given } pesos, mas há { $styles } imagens de estilo. Dê um peso para cada uma.
    }
refusal-owner-only = A opção “{ $option }” só pode ser usada na própria máquina. Retire-a.
refusal-style-missing = Falta um estilo. Anexe uma pintura ou escolha um dos estilos com nome.
refusal-not-yours = Esta imagem é de outra pessoa; só ela, ou quem cuida da ordem aqui, pode fazer isso.
refusal-not-your-photo = Esta imagem foi pintada a partir da foto de outra pessoa: só ela pode mostrar mais da foto. Você pode deixá-la mais forte ou escolher outro estilo.
refusal-no-such-job = Não conheço mais esta imagem. Ela foi apagada ou seu prazo acabou.
refusal-already-over = Tarde demais: esta imagem já terminou.
refusal-not-started = Esta imagem ainda não começou, então não há nada para manter. Espere a vez dela ou cancele.
refusal-too-early = É cedo demais para ficar com esta imagem: a foto ainda aparece por baixo. Tente de novo daqui a pouco.
refusal-sheet-failed = Não foi possível desenhar as amostras agora. Tente de novo em um minuto.
refusal-nothing-to-vary = Não há nada mais forte do que isto.
refusal-shutting-down = Estou sendo reiniciado. Tudo que está na fila fica guardado; tente de novo em um minuto.
refusal-channel-not-allowed = Aqui não se pintam imagens. Peça em um dos lugares escolhidos para isso.
refusal-pictures-gone = As imagens disto não estão mais guardadas. Envie-as de novo.
refusal-storage-full = O disco está cheio e não cabem mais imagens. Por favor, avise quem administra este bot.
refusal-storage-busy = No momento não é possível gravar nos dados do bot. Tente de novo daqui a um minuto.

# Why a job failed.
error-engine-error = Não foi possível pintar a imagem. Quem administra este bot encontra o motivo no registro.
error-bad-option = Uma das opções não serve: { $detail }.
error-bad-picture = Não foi possível ler uma das imagens: { $detail }. Tente outro arquivo.
error-picture-too-large = Uma das imagens é grande demais: { $detail }. Envie uma menor.
error-picture-too-small = Uma das imagens não pode ser pintada: { $detail }.
error-bad-device = O dispositivo que pinta não pode ser usado. Por favor, avise quem administra este bot.
error-bad-weights = Não foi possível carregar a rede que pinta. Por favor, avise quem administra este bot.
error-out-of-memory = Não há memória para uma imagem deste tamanho. Tente um tamanho menor.
error-worker-died = A pintura foi interrompida duas vezes. Tente um tamanho menor.
error-busy = A máquina estava ocupada demais para esta imagem. Tente de novo em um minuto.
error-pictures-gone = As imagens disto não estão mais aqui. Envie-as de novo.
error-inputs-deleted = A pessoa dona da foto a apagou; esta imagem não pode mais ser pintada.
error-poison = Fui interrompido várias vezes ao pintar isto e desisti. Tente um tamanho menor.
error-internal = Algo inesperado deu errado, e não por culpa sua. Por favor, tente de novo.

# How a job stands.
state-queued = na fila
state-running = sendo pintada
state-done = pronta
state-delivered = entregue
state-failed = falhou
state-cancelled = cancelada

# The machines of a cluster; "1/2" is one of two easels.
machines =
    { $count ->
        [one] Uma máquina pintando; cavaletes em uso: { $easels }
       *[other] { $count } máquinas pintando; cavaletes em uso: { $easels }
    }

# What there is to choose on a sheet.
choice-strength = força { $strength }
